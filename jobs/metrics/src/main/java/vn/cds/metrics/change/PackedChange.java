package vn.cds.metrics.change;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import vn.cds.contract.event.EventStream;
import vn.cds.runtime.Packed;

/**
 * A change as bytes: the form in which it is shuffled and waits to be counted. Some hundred
 * thousand wait in each subtask; as objects they would take four times the memory.
 *
 * @param communeCode by which it is shuffled
 * @param bytes everything else, first the stream with a bit that says whether it is a retraction,
 *     and one whether it was imported; times are differences to the append time or to each other
 */
public record PackedChange(String communeCode, byte[] bytes) {
  private static final int TYPICAL_BYTES = 192;
  private static final int RETRACTED = 1 << 7;
  private static final int IMPORTED = 1 << 6;
  private static final EventStream[] STREAMS = EventStream.values();

  public static PackedChange of(Change change) {
    DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
    try {
      out.writeByte(
          change.stream().ordinal()
              | (change.retracted() ? RETRACTED : 0)
              | (change.imported() ? IMPORTED : 0));
      Packed.writeText(change.entityKey(), out);
      Packed.writeText(change.part(), out);
      Packed.write(change.partition(), out);
      Packed.write(change.offset(), out);
      out.writeLong(change.appendTime());
      out.writeLong(change.idHigh());
      out.writeLong(change.idLow());
      out.writeInt(change.contentHash());
      Packed.writeSigned(change.appendTime() - change.occurredAt(), out);
      out.writeByte(change.status());
      Packed.writeSigned(change.occurredAt() - change.startedAt(), out);
      out.writeInt(change.present());
      long[] facts = change.facts();
      out.writeByte(facts.length);
      for (int i = 0; i < facts.length; i++) {
        if ((change.present() >>> i & 1) != 0) {
          Packed.writeSigned(facts[i], out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PackedChange(change.communeCode(), out.getCopyOfBuffer());
  }

  /** Reads the bytes of one change. */
  public static Change read(String communeCode, DataInputView in) throws IOException {
    int first = in.readByte();
    EventStream stream = STREAMS[first & IMPORTED - 1];
    String entityKey = Packed.readText(in);
    String part = Packed.readText(in);
    int partition = (int) Packed.read(in);
    long offset = Packed.read(in);
    long appendTime = in.readLong();
    long idHigh = in.readLong();
    long idLow = in.readLong();
    int contentHash = in.readInt();
    long occurredAt = appendTime - Packed.readSigned(in);
    int status = in.readByte();
    long startedAt = occurredAt - Packed.readSigned(in);
    int present = in.readInt();
    long[] facts = readFacts(present, in);
    return new Change(
        stream,
        communeCode,
        entityKey,
        part,
        partition,
        offset,
        appendTime,
        idHigh,
        idLow,
        contentHash,
        occurredAt,
        status,
        startedAt,
        present,
        facts,
        (first & RETRACTED) != 0,
        (first & IMPORTED) != 0);
  }

  /** Those that are present, as every format has them; the others are 0. */
  static long[] readFacts(int present, DataInputView in) throws IOException {
    long[] facts = new long[in.readByte()];
    for (int i = 0; i < facts.length; i++) {
      if ((present >>> i & 1) != 0) {
        facts[i] = Packed.readSigned(in);
      }
    }
    return facts;
  }
}
