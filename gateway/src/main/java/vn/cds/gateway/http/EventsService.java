package vn.cds.gateway.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;
import vn.cds.contract.event.EventStream;
import vn.cds.gateway.activity.Activities;
import vn.cds.gateway.metrics.GatewayMetrics;
import vn.cds.gateway.publish.Acknowledged;
import vn.cds.gateway.publish.KafkaPublisher;
import vn.cds.gateway.record.BodyFormat;
import vn.cds.gateway.record.CheckedRecords;
import vn.cds.gateway.record.RecordCheck;
import vn.cds.gateway.record.RecordFault;
import vn.cds.gateway.record.UnreadableBody;
import vn.cds.gateway.source.KnownSource;

/** What becomes of the body of a request: it is cut, checked, written to Kafka, and answered. */
public final class EventsService {

  /**
   * Kafka's client gives up earlier, but not while it waits for its producer id, as from a broker
   * with a full disk.
   */
  private static final Duration LONGEST_WAIT = KafkaPublisher.DELIVERY.plusSeconds(2);

  /** What makes a body no JSON of events at all. */
  private static final List<String> UNREADABLE = List.of("EMPTY", "NOT_JSON", "NOT_AN_OBJECT");

  private final RecordCheck check;
  private final KafkaPublisher publisher;
  private final Activities activities;
  private final GatewayMetrics metrics;
  private final InstantSource clock;
  private final Executor executor;

  /**
   * @param executor writes the answers; Kafka's own thread must not
   */
  public EventsService(
      RecordCheck check,
      KafkaPublisher publisher,
      Activities activities,
      GatewayMetrics metrics,
      InstantSource clock,
      Executor executor) {
    this.check = check;
    this.publisher = publisher;
    this.activities = activities;
    this.metrics = metrics;
    this.clock = clock;
    this.executor = executor;
  }

  /**
   * Takes the records of a request.
   *
   * @param counted is told how many records there are
   * @param answer gets the answer, once
   * @param freed runs once nothing holds the records any more, which may be later
   */
  void take(
      KnownSource source,
      EventStream stream,
      BodyFormat format,
      byte[] body,
      Consumer<Integer> counted,
      Consumer<Answer> answer,
      Runnable freed) {
    List<byte[]> records;
    try {
      records = format.split(body);
    } catch (UnreadableBody e) {
      int status = e.isTooMany() ? HttpStatus.PAYLOAD_TOO_LARGE_413 : HttpStatus.BAD_REQUEST_400;
      String error = e.isTooMany() ? "too_many_records" : "unreadable_body";
      freed.run();
      answer.accept(Answer.of(Problem.of(status, error, e.getMessage())));
      return;
    }
    counted.accept(records.size());
    CheckedRecords checked =
        check.check(stream, format, records, source::maySendFor, clock.instant());
    activities.refused(source.name(), checked.faults());
    metrics.refused(source.name(), stream.wireName(), checked.faults());
    if (checked.valid().isEmpty()) {
      freed.run();
      answer.accept(Answer.of(refusal(checked.faults())));
      return;
    }
    CompletableFuture<Acknowledged> taken =
        publisher.send(stream.topic(), outgoing(checked.valid()));
    taken.whenComplete((acknowledged, failure) -> freed.run());
    taken
        .copy()
        .orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync(
            (acknowledged, failure) ->
                answer.accept(
                    failure == null
                        ? accepted(source, stream, checked, acknowledged)
                        : Answer.of(Problem.kafkaAway())),
            executor);
  }

  private static List<KafkaPublisher.Outgoing> outgoing(List<CheckedRecords.Valid> valid) {
    return valid.stream()
        .map(record -> new KafkaPublisher.Outgoing(record.event().communeCode(), record.bytes()))
        .toList();
  }

  private Answer accepted(
      KnownSource source, EventStream stream, CheckedRecords checked, Acknowledged acknowledged) {
    activities.accepted(source.name(), checked.valid(), acknowledged);
    metrics.accepted(source.name(), stream.wireName(), checked.valid().size());
    return Answer.accepted(checked.valid().size(), checked.faults());
  }

  private static Problem refusal(List<RecordFault> faults) {
    if (faults.stream().allMatch(f -> f.code().equals(RecordFault.COMMUNE_NOT_ALLOWED))) {
      return Problem.ofRecords(
          HttpStatus.FORBIDDEN_403,
          "commune_not_allowed",
          "This token may not send for the communes of these records.",
          faults);
    }
    if (faults.stream().allMatch(f -> UNREADABLE.contains(f.code()))) {
      return Problem.ofRecords(
          HttpStatus.BAD_REQUEST_400,
          "not_json",
          "No record is a JSON object; nothing was accepted.",
          faults);
    }
    return Problem.ofRecords(
        HttpStatus.UNPROCESSABLE_ENTITY_422,
        "invalid_records",
        "Every record breaks a rule of the contract; nothing was accepted. Each fault says what to"
            + " correct.",
        faults);
  }
}
