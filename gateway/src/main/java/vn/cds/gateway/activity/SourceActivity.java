package vn.cds.gateway.activity;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.gateway.record.RecordFault;

/**
 * What one source did since this gateway started: when it was seen last, what was taken and what
 * was not, and how far it was behind. Thread-safe.
 */
final class SourceActivity {

  private Instant lastSeen;
  private long accepted;
  private final Map<String, Long> refused = new TreeMap<>();
  private final Map<String, String> lastDetails = new TreeMap<>();
  private final Map<String, Long> refusedRequests = new TreeMap<>();
  private Instant lastAppendTime;
  private TimeOrDay lastEventTime;
  private TimeOrDay newestEventTime;
  private boolean changed;

  /**
   * As it is at a moment.
   *
   * @param refused records by code
   * @param lastDetails the sentence about the record that was refused last, by code
   * @param refusedRequests whole requests by the word of their problem
   * @param lastAppendTime of what was accepted last, by the broker's clock; null: nothing was
   * @param lastEventTime event time of the last accepted record
   * @param newestEventTime latest event time of all accepted records
   */
  record State(
      Instant lastSeen,
      long accepted,
      Map<String, Long> refused,
      Map<String, String> lastDetails,
      Map<String, Long> refusedRequests,
      Instant lastAppendTime,
      TimeOrDay lastEventTime,
      TimeOrDay newestEventTime) {}

  synchronized void seen(Instant now) {
    lastSeen = now;
    changed = true;
  }

  /**
   * Kafka took records.
   *
   * @param last event time of the last one
   * @param newest the latest event time among them
   */
  synchronized void accepted(long records, Instant appendTime, TimeOrDay last, TimeOrDay newest) {
    accepted += records;
    lastAppendTime = appendTime;
    lastEventTime = last;
    if (newestEventTime == null || newestEventTime.last().isBefore(newest.last())) {
      newestEventTime = newest;
    }
    changed = true;
  }

  synchronized void refused(RecordFault fault) {
    refused.merge(fault.code(), 1L, Long::sum);
    lastDetails.put(fault.code(), fault.detail());
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
        new TreeMap<>(lastDetails),
        new TreeMap<>(refusedRequests),
        lastAppendTime,
        lastEventTime,
        newestEventTime);
  }

  /** The last state was not published. */
  synchronized void publishAgain() {
    changed = true;
  }
}
