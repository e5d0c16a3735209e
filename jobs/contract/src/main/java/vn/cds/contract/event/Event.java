package vn.cds.contract.event;

import java.util.UUID;
import vn.cds.contract.code.Status;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.time.TimeOrDay;

/**
 * One status of one entity (a document, a payment, a dossier) in one commune. Immutable. Times are
 * kept in milliseconds, money in whole VND.
 */
public sealed interface Event permits DocumentEvent, PaymentEvent, ServiceRequestEvent {

  /** The version of the contract on the wire. */
  int SCHEMA_VERSION = 1;

  /** The same for every copy of the event, different for every other event. */
  UUID eventId();

  /** Event time: when this status began. */
  TimeOrDay occurredAt();

  /** Five digits. */
  String communeCode();

  /** The status that began. */
  Status status();

  /** The key of the entity within its commune and stream. */
  String entityKey();

  /** When the entity began; its local day is the cohort day. */
  TimeOrDay startedAt();

  /** The topic the event belongs to. */
  EventStream stream();

  /**
   * Whether the record is no event, but takes the event with this id back. It has the event's
   * content otherwise.
   */
  boolean retracted();

  /** What takes this event back. */
  Event retraction();

  /**
   * A hash of every listed field except {@code event_id} and {@code retracted}, the same in every
   * version of this library for ever: stored state and the fault {@link
   * FaultCode#CONFLICTING_DUPLICATE} rest on it. {@link ContentHash} says how it is computed. Two
   * events with other content have the same hash with a chance of 2<sup>-32</sup>.
   */
  int contentHash();
}
