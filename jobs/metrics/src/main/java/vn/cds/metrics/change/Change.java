package vn.cds.metrics.change;

import vn.cds.contract.event.EventStream;
import vn.cds.contract.time.TimeOrDay;

/**
 * A valid event or retraction in the form in which it is shuffled and counted: identifiers, times,
 * and facts as integers.
 *
 * <p>The append time is in milliseconds since 1970; other times, also among the facts, are numbers
 * of {@link TimeOrDay}. All streams share this form, so that one operator counts them all.
 *
 * @param entityKey what the event is about: a document, a payment, a dossier
 * @param part the payment within a dossier; null when the event is about the entity itself
 * @param appendTime when the broker took the record
 * @param idHigh and {@code idLow}: the event id
 * @param contentHash tells a copy from a contradiction
 * @param status official code of the status
 * @param startedAt when the entity began, as this event says
 * @param present bit i is set when fact i is given
 * @param facts by ordinal of the stream's fact enum; its length is the number of facts the stream
 *     has
 * @param retracted whether it takes back the event whose content it repeats
 * @param imported whether an import sent it, so that its append time does not say when it was known
 */
public record Change(
    EventStream stream,
    String communeCode,
    String entityKey,
    String part,
    int partition,
    long offset,
    long appendTime,
    long idHigh,
    long idLow,
    int contentHash,
    long occurredAt,
    int status,
    long startedAt,
    int present,
    long[] facts,
    boolean retracted,
    boolean imported) {

  /** Whether the fact with this ordinal is given. */
  public boolean has(Enum<?> fact) {
    return (present >>> fact.ordinal() & 1) != 0;
  }

  /** The fact's value; only when {@link #has}. */
  public long get(Enum<?> fact) {
    return facts[fact.ordinal()];
  }
}
