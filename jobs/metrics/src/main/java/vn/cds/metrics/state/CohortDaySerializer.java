package vn.cds.metrics.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import vn.cds.runtime.HandWrittenSerializer;
import vn.cds.runtime.Packed;

/**
 * Format 1: version, events, metrics, breakdown as (key, row), ascending, without the rows that are
 * all zero.
 */
public final class CohortDaySerializer extends HandWrittenSerializer<CohortDay> {
  private static final long serialVersionUID = 1L;
  public static final CohortDaySerializer INSTANCE = new CohortDaySerializer();
  private static final int VERSION = 1;

  @Override
  public void serialize(CohortDay day, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    Packed.write(day.events, out);
    Packed.writeArray(day.metrics, out);
    int rows = 0;
    for (long[] row : day.rows) {
      rows += CohortDay.isZero(row) ? 0 : 1;
    }
    Packed.write(rows, out);
    for (int i = 0; i < day.rows.length; i++) {
      if (!CohortDay.isZero(day.rows[i])) {
        out.writeLong(day.keys[i]);
        Packed.writeArray(day.rows[i], out);
      }
    }
  }

  @Override
  public CohortDay deserialize(DataInputView in) throws IOException {
    expectVersion(VERSION, in);
    long events = Packed.read(in);
    long[] metrics = Packed.readArray(in, 0);
    long[] keys = new long[(int) Packed.read(in)];
    long[][] rows = new long[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = in.readLong();
      rows[i] = Packed.readArray(in, 0);
    }
    return new CohortDay(events, metrics, keys, rows);
  }

  @Override
  public TypeSerializerSnapshot<CohortDay> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name when a savepoint is read. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<CohortDay> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
