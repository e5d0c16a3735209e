package vn.cds.gateway.http;

import java.util.HashMap;
import java.util.Map;

/**
 * Limits the bytes that requests hold, from their arrival until Kafka has them. One source may hold
 * half of them at most, so that it cannot keep out the others. Thread-safe.
 */
final class BytesInFlight {

  private final long most;
  private final long mostOfOne;

  // Guarded by this.
  private final Map<String, Long> held = new HashMap<>();
  private long all;

  BytesInFlight(long most) {
    this.most = most;
    this.mostOfOne = most / 2;
  }

  /** Whether these further bytes may be held; {@link #release} gives them back. */
  synchronized boolean reserve(String source, int bytes) {
    long ofSource = held.getOrDefault(source, 0L) + bytes;
    if (all + bytes > most || ofSource > mostOfOne) {
      return false;
    }
    held.put(source, ofSource);
    all += bytes;
    return true;
  }

  synchronized void release(String source, long bytes) {
    held.computeIfPresent(source, (name, before) -> before == bytes ? null : before - bytes);
    all -= bytes;
  }

  synchronized long all() {
    return all;
  }
}
