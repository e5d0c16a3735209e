package vn.cds.proof.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.proof.oracle.input.OracleOptions;
import vn.cds.proof.oracle.input.RawRecord;
import vn.cds.proof.oracle.input.Units;

/** Records sent one after the other into partition 0, and what the oracle makes of them. */
final class Example {
  private static final Units UNITS = Units.bundled();
  private static final WorkingTime WORKING_TIME = WorkingTime.bundled();

  private final OracleOptions options;
  private final List<RawRecord> records = new ArrayList<>();

  private Example(OracleOptions options) {
    this.options = options;
  }

  static Example of(Sample... samples) {
    return of(OracleOptions.defaults(), samples);
  }

  static Example of(OracleOptions options, Sample... samples) {
    Example example = new Example(options);
    for (Sample sample : samples) {
      example.records.add(
          new RawRecord(
              sample.topic(), 0, example.records.size(), sample.appendTime(), sample.bytes()));
    }
    return example;
  }

  Oracle.Expected expected() {
    Oracle oracle = new Oracle(options, UNITS, WORKING_TIME);
    records.forEach(oracle::accept);
    return oracle.expected();
  }

  Map<String, Row> rows(String table) {
    return expected().tables().rows(table);
  }

  /** The only row of a table: its values except those that are 0, null or empty. */
  Map<String, Object> only(String table) {
    Map<String, Row> rows = rows(table);
    if (rows.size() != 1) {
      throw new AssertionError("one row of " + table + " expected, found " + rows);
    }
    return said(rows.values().iterator().next());
  }

  /** A row of a table: its values except those that are 0, null or empty. */
  Map<String, Object> row(String table, String key) {
    Map<String, Row> rows = rows(table);
    if (!rows.containsKey(key)) {
      throw new AssertionError("no row [" + key + "] in " + rows.keySet());
    }
    return said(rows.get(key));
  }

  private static Map<String, Object> said(Row row) {
    Map<String, Object> said = new TreeMap<>();
    row.forEach(
        (column, value) -> {
          if (value != null && !value.equals(0L) && !value.equals(Map.of())) {
            said.put(column, value);
          }
        });
    return said;
  }

  /** The version with generation 0. */
  static long version(long events, long extra) {
    return events * 16_777_216 + extra;
  }
}
