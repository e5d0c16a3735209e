package vn.cds.runtime.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

class TimedRowTest {
  private static final Table TABLE = Table.named("t").text("unit").time("at").number("count");

  /** As it does between tasks that are not chained. */
  @Test
  void itTravelsWithItsTimes() throws IOException {
    TimedRow row = new TimedRow(Row.of("a", Instant.EPOCH, 3L), new RowTimes(1, 2));
    var serializer = TimedRow.type(TABLE).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(row, out);
    TimedRow read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read.values().getField(1)).isEqualTo(Instant.EPOCH);
    assertThat(read.values().getField(2)).isEqualTo(3L);
    assertThat(read.times()).isEqualTo(row.times());
  }

  @Test
  void theLaterOfEachTimeStands() {
    RowTimes times = new RowTimes(1, 5);
    assertThat(times.later(new RowTimes(2, 4))).isEqualTo(new RowTimes(2, 5));
    assertThat(times.later(new RowTimes(1, 6))).isEqualTo(new RowTimes(1, 6));
    assertThat(times.later(RowTimes.NONE)).isEqualTo(times);
    assertThat(RowTimes.NONE.later(times)).isEqualTo(times);
  }
}
