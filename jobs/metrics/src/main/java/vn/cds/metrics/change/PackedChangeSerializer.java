package vn.cds.metrics.change;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import vn.cds.contract.event.EventStream;
import vn.cds.runtime.HandWrittenSerializer;
import vn.cds.runtime.Packed;

/**
 * Serializes a {@link PackedChange}, for the shuffle.
 *
 * <p>Format 4: version, commune, number of bytes, the bytes. Format 3 was the same without imports,
 * format 2 without retractions and days, too. Format 1 had each field by itself; an unaligned
 * checkpoint may hold changes of it.
 */
public final class PackedChangeSerializer extends HandWrittenSerializer<PackedChange> {
  private static final long serialVersionUID = 1L;
  public static final PackedChangeSerializer INSTANCE = new PackedChangeSerializer();
  private static final int VERSION = 4;
  private static final EventStream[] STREAMS = EventStream.values();

  @Override
  public void serialize(PackedChange change, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    Packed.writeText(change.communeCode(), out);
    Packed.write(change.bytes().length, out);
    out.write(change.bytes());
  }

  @Override
  public PackedChange deserialize(DataInputView in) throws IOException {
    if (expectVersion(VERSION, in) == 1) {
      return PackedChange.of(readFormat1(in));
    }
    String communeCode = Packed.readText(in);
    byte[] bytes = new byte[(int) Packed.read(in)];
    in.readFully(bytes);
    return new PackedChange(communeCode, bytes);
  }

  private static Change readFormat1(DataInputView in) throws IOException {
    EventStream stream = STREAMS[in.readByte()];
    String communeCode = Packed.readText(in);
    String entityKey = Packed.readText(in);
    String part = Packed.readText(in);
    int partition = in.readInt();
    long offset = in.readLong();
    long appendTime = in.readLong();
    long idHigh = in.readLong();
    long idLow = in.readLong();
    int contentHash = in.readInt();
    long occurredAt = in.readLong();
    int status = in.readByte();
    long startedAt = in.readLong();
    int present = in.readInt();
    long[] facts = PackedChange.readFacts(present, in);
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
        false,
        false);
  }

  @Override
  public TypeSerializerSnapshot<PackedChange> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name when a savepoint is read. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PackedChange> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
