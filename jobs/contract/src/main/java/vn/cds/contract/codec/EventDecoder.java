package vn.cds.contract.codec;

import java.time.Instant;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.TimeOrDay;

/**
 * Reads one kind of event, strictly: the faults of docs/contract.md in their order, whatever the
 * order of the fields in JSON. Fields that are not listed are dropped. Never throws for any bytes.
 *
 * <p>Not thread-safe: each thread makes its own.
 */
public final class EventDecoder<E extends Event> {

  /** The most bytes that a record may have. */
  public static final int MAXIMUM_BYTES = RecordReader.MAXIMUM_BYTES;

  /** How far a time may lie after the append time. */
  public static final long MAXIMUM_AHEAD_MILLIS = 5 * 60_000L;

  private final EventStream stream;
  private final RecordReader<E> reader;
  private final Roster roster;

  private EventDecoder(EventStream stream, FieldTable<E> table, Roster roster) {
    this.stream = stream;
    this.reader = new RecordReader<>(table, "event_id", roster);
    this.roster = roster;
  }

  /** A decoder of {@code cds.documents}. */
  public static EventDecoder<DocumentEvent> documents(Roster roster) {
    return new EventDecoder<>(EventStream.DOCUMENTS, FieldTable.DOCUMENTS, roster);
  }

  /** A decoder of {@code cds.payments}. */
  public static EventDecoder<PaymentEvent> payments(Roster roster) {
    return new EventDecoder<>(EventStream.PAYMENTS, FieldTable.PAYMENTS, roster);
  }

  /** A decoder of {@code cds.service-requests}. */
  public static EventDecoder<ServiceRequestEvent> serviceRequests(Roster roster) {
    return new EventDecoder<>(EventStream.SERVICE_REQUESTS, FieldTable.SERVICE_REQUESTS, roster);
  }

  /** A decoder of a stream. */
  public static EventDecoder<? extends Event> of(EventStream stream, Roster roster) {
    return new EventDecoder<>(stream, FieldTable.of(stream), roster);
  }

  /**
   * Reads a record.
   *
   * @param value the bytes of the record, or null when it has none
   * @param appendTime when the broker took the record
   */
  public Decoded<E> decode(byte[] value, Instant appendTime) {
    Rejection rejection = reader.read(value);
    return rejection == null
        ? judge(reader.assemble(), appendTime, value.length)
        : new Decoded<>(null, rejection);
  }

  private Decoded<E> judge(E event, Instant appendTime, int size) {
    long latest = appendTime.toEpochMilli() + MAXIMUM_AHEAD_MILLIS;
    TimeOrDay occurred = event.occurredAt();
    boolean beforeStart = occurred.isBefore(event.startedAt());
    ServiceRequestEvent request = event instanceof ServiceRequestEvent r ? r : null;
    if (TimeOrDay.first(occurred.word()) > latest) {
      return rejected(FaultCode.FROM_FUTURE, future("occurred_at"), size);
    }
    TimeOrDay done = request == null ? null : request.doneAt();
    if (done != null && TimeOrDay.first(done.word()) > latest) {
      return rejected(FaultCode.FROM_FUTURE, future("done_at"), size);
    }
    if (beforeStart && event.status().ends()) {
      return rejected(FaultCode.END_BEFORE_START, beforeStart("occurred_at"), size);
    }
    if (done != null && done.isBefore(request.submittedAt())) {
      return rejected(FaultCode.END_BEFORE_START, beforeStart("done_at"), size);
    }
    if (beforeStart) {
      return rejected(FaultCode.EVENT_BEFORE_START, beforeStart("occurred_at"), size);
    }
    if (request != null
        && request.acceptedAt() != null
        && request.acceptedAt().isBefore(request.submittedAt())) {
      return rejected(FaultCode.EVENT_BEFORE_START, beforeStart("accepted_at"), size);
    }
    return switch (roster.validity(event.communeCode(), TimeOrDay.first(occurred.word()))) {
      case VALID -> new Decoded<>(event, null);
      case NOT_IN_ROSTER ->
          rejected(
              FaultCode.UNKNOWN_COMMUNE,
              "commune_code is not in the roster; correct the code or extend the roster.",
              size);
      case NOT_VALID_THEN ->
          rejected(
              FaultCode.UNIT_NOT_VALID,
              "commune_code names no unit that was valid on the local day of occurred_at; send the"
                  + " code of the unit of that day.",
              size);
    };
  }

  private static String future(String field) {
    return field
        + " lies more than 5 minutes after the moment the broker took the record; check the clock"
        + " and the offset of the source.";
  }

  private String beforeStart(String field) {
    String start =
        switch (stream) {
          case DOCUMENTS -> "sent_at";
          case PAYMENTS -> "started_at";
          case SERVICE_REQUESTS -> "submitted_at";
        };
    return field + " lies before " + start + "; correct the one that is wrong and send both.";
  }

  private Decoded<E> rejected(FaultCode code, String detail, int size) {
    return new Decoded<>(null, reader.rejection(code, detail, size));
  }
}
