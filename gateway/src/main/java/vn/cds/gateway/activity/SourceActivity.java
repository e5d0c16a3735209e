package vn.cds.gateway.activity;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one source did since this gateway started: when it was seen last, what was taken and what
 * was not, and how far it was behind. Thread-safe.
 */
final class SourceActivity {

  private Instant lastSeen;
  private long accepted;
  private final Map<String, Long> refused = new TreeMap<>();
  private final Map<String, Long> refusedRequests = new TreeMap<>();
  private Instant lastAppendTime;
  private Instant lastEventTime;
  private boolean changed;

  /**
   * As it is at a moment.
   *
   * @param refused records by code
   * @param refusedRequests whole requests by the word of their problem
   * @param lastAppendTime of what was accepted last, by the broker's clock; null: nothing was
   * @param lastEventTime event time of the last accepted record
   */
  record State(
      Instant lastSeen,
      long accepted,
      Map<String, Long> refused,
      Map<String, Long> refusedRequests,
      Instant lastAppendTime,
      Instant lastEventTime) {}

  synchronized void seen(Instant now) {
    lastSeen = now;
    changed = true;
  }

  synchronized void accepted(long records, Instant appendTime, Instant eventTime) {
    accepted += records;
    lastAppendTime = appendTime;
    lastEventTime = eventTime;
    changed = true;
  }

  synchronized void refused(String code) {
    refused.merge(code, 1L, Long::sum);
    changed = true;
  }

  synchronized void refusedRequest(String error) {
    refusedRequests.merge(error, 1L, Long::sum);
    changed = true;
  }

  /** The state, when it has changed since the last call; null otherwise. */
  synchronized State changed() {
    if (!changed) {
      return null;
    }
    changed = false;
    return new State(
        lastSeen,
        accepted,
        new TreeMap<>(refused),
        new TreeMap<>(refusedRequests),
        lastAppendTime,
        lastEventTime);
  }

  /** The last state was not published. */
  synchronized void publishAgain() {
    changed = true;
  }
}
