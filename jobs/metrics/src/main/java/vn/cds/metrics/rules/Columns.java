package vn.cds.metrics.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Column names are the names of the enum values, so that a metric is named in one place. */
final class Columns {
  private static final List<String> EVERY_FLOW = List.of("counted", "missed", "duplicates");

  private Columns() {}

  static List<String> of(Enum<?>[] metrics) {
    return Arrays.stream(metrics).map(metric -> metric.name().toLowerCase(Locale.ROOT)).toList();
  }

  static List<String> ofFlow(Enum<?>[] metrics) {
    List<String> columns = new ArrayList<>(EVERY_FLOW);
    columns.addAll(of(metrics));
    return List.copyOf(columns);
  }

  /** Where a flow metric stands in its row. */
  static int flow(Enum<?> metric) {
    return EVERY_FLOW.size() + metric.ordinal();
  }
}
