package vn.cds.metrics.decode;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.event.Event;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.count.Timeliness;
import vn.cds.runtime.kafka.InputRecord;
import vn.cds.runtime.rejects.DeadLetter;
import vn.cds.runtime.rejects.TooLate;

/**
 * Turns records into changes. What breaks the contract or came too late leaves by a side output:
 * both are properties of the record, so this happens before the shuffle, and nothing behind it
 * needs to doubt its input.
 */
final class DecodeFunction<E extends Event> extends ProcessFunction<InputRecord, PackedChange> {
  private static final long serialVersionUID = 1L;

  /** Makes the decoder of one stream; it is built where it runs. */
  interface DecoderFactory<E extends Event> extends Serializable {
    EventDecoder<E> create(Roster roster);
  }

  /** Makes the change of one event; null when the job has no use for it. */
  interface ToChange<E extends Event> extends Serializable {
    Change of(E event, InputRecord record);
  }

  private final DecoderFactory<E> factory;
  private final ToChange<E> toChange;
  private final Roster roster;
  private final Timeliness timeliness;
  private final String job;
  private final OutputTag<DeadLetter> deadLetters;
  private final OutputTag<TooLate> tooLate;

  private transient EventDecoder<E> decoder;
  private transient Counter rejected;
  private transient Counter late;

  DecodeFunction(
      DecoderFactory<E> factory,
      ToChange<E> toChange,
      Roster roster,
      Timeliness timeliness,
      String job,
      OutputTag<DeadLetter> deadLetters,
      OutputTag<TooLate> tooLate) {
    this.factory = factory;
    this.toChange = toChange;
    this.roster = roster;
    this.timeliness = timeliness;
    this.job = job;
    this.deadLetters = deadLetters;
    this.tooLate = tooLate;
  }

  @Override
  public void open(OpenContext context) {
    decoder = factory.create(roster);
    rejected = getRuntimeContext().getMetricGroup().counter("rejected");
    late = getRuntimeContext().getMetricGroup().counter("tooLate");
  }

  @Override
  public void processElement(InputRecord record, Context context, Collector<PackedChange> out) {
    Decoded<E> decoded = decoder.decode(record.value(), Instant.ofEpochMilli(record.appendTime()));
    E event = decoded.event();
    if (event == null) {
      rejected.inc();
      context.output(deadLetters, DeadLetter.of(record, job, decoded.rejection()));
      return;
    }
    Change change = toChange.of(event, record);
    if (change == null) {
      return;
    }
    String reason = timeliness.tooLate(change);
    if (reason == null) {
      out.collect(PackedChange.of(change));
    } else {
      tooLate(record, change, reason, context);
    }
  }

  private void tooLate(InputRecord record, Change change, String reason, Context context) {
    late.inc();
    context.output(
        tooLate,
        new TooLate(
            record.topic(),
            record.partition(),
            record.offset(),
            record.appendTime(),
            job,
            change.communeCode(),
            new UUID(change.idHigh(), change.idLow()).toString(),
            TimeOrDay.first(change.occurredAt()),
            TimeOrDay.first(change.startedAt()),
            reason));
  }
}
