package vn.cds.metrics.decode;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.Roster;
import vn.cds.metrics.change.Changes;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.change.PackedChangeSerializer;
import vn.cds.metrics.count.Timeliness;
import vn.cds.runtime.HandWrittenSerializer;
import vn.cds.runtime.kafka.InputRecord;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.rejects.DeadLetter;
import vn.cds.runtime.rejects.TooLate;

/** Attaches the decoders; name and uid of each are {@code decode-<stream>}. */
public final class Decoding {
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));
  public static final OutputTag<TooLate> TOO_LATE =
      new OutputTag<>("too-late", TypeInformation.of(TooLate.class));

  /**
   * How long a change waits in the network buffer on its way to the subtask of its commune. Rows
   * are emitted once a second; a change that waits longer misses its second. Only this link flushes
   * so often: each that does wakes a thread as often.
   */
  private static final long BUFFER_MILLIS = 20;

  private final Roster roster;
  private final Timeliness timeliness;
  private final String job;

  public Decoding(Roster roster, JobOptions options, String job) {
    this.roster = roster;
    this.timeliness = Timeliness.of(options);
    this.job = job;
  }

  public SingleOutputStreamOperator<PackedChange> documents(DataStream<InputRecord> records) {
    return attach(
        records,
        EventStream.DOCUMENTS,
        EventDecoder::documents,
        (DocumentEvent event, InputRecord record) -> Changes.of(event, record));
  }

  public SingleOutputStreamOperator<PackedChange> payments(DataStream<InputRecord> records) {
    return attach(
        records,
        EventStream.PAYMENTS,
        EventDecoder::payments,
        (PaymentEvent event, InputRecord record) -> Changes.of(event, record));
  }

  /**
   * Payments as parts of the dossiers they pay for. Their rejects are the payment job's to list.
   */
  public SingleOutputStreamOperator<PackedChange> dossierPayments(DataStream<InputRecord> records) {
    return attach(records, EventStream.PAYMENTS, EventDecoder::payments, Changes::ofDossier);
  }

  public SingleOutputStreamOperator<PackedChange> serviceRequests(DataStream<InputRecord> records) {
    return attach(
        records,
        EventStream.SERVICE_REQUESTS,
        EventDecoder::serviceRequests,
        (ServiceRequestEvent event, InputRecord record) -> Changes.of(event, record));
  }

  private <E extends Event> SingleOutputStreamOperator<PackedChange> attach(
      DataStream<InputRecord> records,
      EventStream stream,
      DecodeFunction.DecoderFactory<E> factory,
      DecodeFunction.ToChange<E> toChange) {
    return records
        .process(
            new DecodeFunction<>(
                factory, toChange, roster, timeliness, job, DEAD_LETTERS, TOO_LATE),
            HandWrittenSerializer.type(PackedChange.class, PackedChangeSerializer.INSTANCE))
        .name("decode-" + stream.wireName())
        .uid("decode-" + stream.wireName())
        .setBufferTimeout(BUFFER_MILLIS);
  }
}
