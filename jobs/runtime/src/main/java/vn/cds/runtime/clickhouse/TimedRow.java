package vn.cds.runtime.clickhouse;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.types.Row;

/**
 * A row on its way to its table.
 *
 * @param values of the table's columns
 * @param times of what is new in it; not written
 */
public record TimedRow(Row values, RowTimes times) {
  /** The type of the rows of this table. */
  public static TypeInformation<TimedRow> type(Table table) {
    return Types.POJO(
        TimedRow.class,
        Map.of("values", table.type(), "times", TypeInformation.of(RowTimes.class)));
  }
}
