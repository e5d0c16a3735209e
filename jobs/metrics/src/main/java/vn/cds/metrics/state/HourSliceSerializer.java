package vn.cds.metrics.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import vn.cds.runtime.HandWrittenSerializer;
import vn.cds.runtime.Packed;

/**
 * Format 2: version, ids (high, low, content hash, depths), hour row, minute rows as (minute + 1,
 * row) up to a 0. In format 1 no event had been taken back, and rows were shorter.
 */
public final class HourSliceSerializer extends HandWrittenSerializer<HourSlice> {
  private static final long serialVersionUID = 1L;
  public static final HourSliceSerializer INSTANCE = new HourSliceSerializer();
  private static final int VERSION = 2;

  @Override
  public void serialize(HourSlice slice, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    Packed.write(slice.ids().size(), out);
    ByteBuffer ids = ByteBuffer.allocate(slice.ids().size() * EventIds.BYTES);
    slice
        .ids()
        .forEach(
            (high, low, hash, depths) ->
                ids.putLong(high).putLong(low).putInt(hash).put((byte) depths));
    out.write(ids.array());
    Packed.writeArray(slice.hour(), out);
    for (int minute = 0; minute < HourSlice.MINUTES; minute++) {
      if (slice.minute(minute) != null) {
        out.writeByte(minute + 1);
        Packed.writeArray(slice.minute(minute), out);
      }
    }
    out.writeByte(0);
  }

  @Override
  public HourSlice deserialize(DataInputView in) throws IOException {
    expectVersion(VERSION, in);
    int size = (int) Packed.read(in);
    EventIds ids = new EventIds(size);
    for (int i = 0; i < size; i++) {
      long high = in.readLong();
      long low = in.readLong();
      ids.set(ids.slot(high, low), high, low, in.readInt(), in.readByte());
    }
    long[] hour = Packed.readArray(in, 0);
    long[][] minutes = null;
    for (int minute = in.readByte(); minute != 0; minute = in.readByte()) {
      if (minutes == null) {
        minutes = new long[HourSlice.MINUTES][];
      }
      minutes[minute - 1] = Packed.readArray(in, 0);
    }
    return new HourSlice(ids, hour, minutes);
  }

  @Override
  public TypeSerializerSnapshot<HourSlice> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name when a savepoint is read. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<HourSlice> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
