package vn.cds.dashboard.access.log;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Numbers that an answer and the log share, so that a failure can be looked up. Failures of one
 * cause within a minute share a number and a line of the log. Thread-safe.
 */
public final class Incidents {

  private static final long SAME_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MOST_CAUSES = 100;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Incident> latest =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Incident> eldest) {
          return size() > MOST_CAUSES;
        }
      };

  private record Incident(String number, long at) {}

  /**
   * The number of a failure, eight hexadecimal digits.
   *
   * @param cause the same for failures that one line of the log explains
   * @param log writes that line, with the number
   */
  public synchronized String number(String cause, Consumer<String> log) {
    Incident known = latest.get(cause);
    long now = System.nanoTime();
    if (known != null && now - known.at() < SAME_NANOS) {
      return known.number();
    }
    byte[] bytes = new byte[4];
    random.nextBytes(bytes);
    Incident incident = new Incident(HexFormat.of().formatHex(bytes), now);
    latest.remove(cause);
    latest.put(cause, incident);
    log.accept(incident.number());
    return incident.number();
  }
}
