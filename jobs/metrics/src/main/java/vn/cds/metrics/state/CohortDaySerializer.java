package vn.cds.metrics.state;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import vn.cds.runtime.HandWritten;
import vn.cds.runtime.Packed;

/**
 * Format 1: version, events, metrics, breakdown as (key, row) without the rows that are all zero.
 */
public final class CohortDaySerializer extends HandWritten<CohortDay> {
  private static final long serialVersionUID = 1L;
  public static final CohortDaySerializer INSTANCE = new CohortDaySerializer();
  private static final int VERSION = 1;

  @Override
  public void serialize(CohortDay day, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    Packed.write(day.events, out);
    Packed.writeArray(day.metrics, out);
    long rows = day.breakdown.values().stream().filter(values -> !CohortDay.isZero(values)).count();
    Packed.write(rows, out);
    for (Map.Entry<Long, long[]> row : day.breakdown.entrySet()) {
      if (!CohortDay.isZero(row.getValue())) {
        out.writeLong(row.getKey());
        Packed.writeArray(row.getValue(), out);
      }
    }
  }

  @Override
  public CohortDay deserialize(DataInputView in) throws IOException {
    expectVersion(VERSION, in);
    long events = Packed.read(in);
    long[] metrics = Packed.readArray(in, 0);
    int rows = (int) Packed.read(in);
    Map<Long, long[]> breakdown = new HashMap<>(rows * 2);
    for (int i = 0; i < rows; i++) {
      breakdown.put(in.readLong(), Packed.readArray(in, 0));
    }
    return new CohortDay(events, metrics, breakdown);
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
