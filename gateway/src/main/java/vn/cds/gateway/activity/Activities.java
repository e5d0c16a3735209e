package vn.cds.gateway.activity;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.gateway.publish.Acknowledged;
import vn.cds.gateway.publish.KafkaPublisher;
import vn.cds.gateway.record.CheckedRecords;
import vn.cds.gateway.record.RecordFault;

/**
 * What the sources did since this gateway started, and its records in {@link #TOPIC}: the last one
 * of each source and gateway. Thread-safe.
 */
public final class Activities {

  /**
   * Compacted; key {@code SOURCE/INSTANCE}, of what a source may send ({@link Scopes}) its name.
   */
  public static final String TOPIC = "cds.sources";

  private static final Logger LOG = LoggerFactory.getLogger(Activities.class);

  private final String instance;
  private final InstantSource clock;
  private final Instant since;
  private final Map<String, SourceActivity> sources = new ConcurrentHashMap<>();

  /**
   * @param instance the name of this gateway; a gateway that starts again keeps it
   */
  public Activities(String instance, InstantSource clock) {
    this.instance = instance;
    this.clock = clock;
    this.since = clock.instant();
  }

  private SourceActivity of(String source) {
    return sources.computeIfAbsent(source, absent -> new SourceActivity());
  }

  /** It sent a request with a valid token. */
  public void seen(String source) {
    of(source).seen(clock.instant());
  }

  public void refused(String source, List<RecordFault> faults) {
    faults.forEach(of(source)::refused);
  }

  /** A request as a whole was refused. */
  public void refusedRequest(String source, String error) {
    of(source).refusedRequest(error);
  }

  /** Kafka took these records. */
  public void accepted(
      String source, List<CheckedRecords.Valid> records, Acknowledged acknowledged) {
    List<TimeOrDay> times = records.stream().map(record -> record.event().occurredAt()).toList();
    of(source)
        .accepted(
            records.size(),
            acknowledged.appendTime(),
            times.get(times.size() - 1),
            Collections.max(times, Comparator.comparing(TimeOrDay::last)));
  }

  /** Publishes what has changed; what fails is published the next time. */
  public void publish(KafkaPublisher publisher) {
    sources.forEach(
        (source, activity) -> {
          SourceActivity.State state = activity.changed();
          if (state != null) {
            publisher
                .send(TOPIC, List.of(record(source, state)))
                .whenComplete(
                    (taken, failure) -> {
                      if (failure != null) {
                        activity.publishAgain();
                        LOG.debug("{} was not published: {}", source, failure.toString());
                      }
                    });
          }
        });
  }

  private KafkaPublisher.Outgoing record(String source, SourceActivity.State state) {
    return new KafkaPublisher.Outgoing(
        ActivityRecord.key(source, instance),
        ActivityRecord.value(source, instance, since, clock.instant(), state));
  }
}
