package vn.cds.metrics.state;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The entities of one commune that began on one local day: sums of integers, for the whole and
 * broken down. The operator changes only copies of its own; what it handed to Flink stays as it
 * was.
 */
public final class CohortDay {
  private static final int DIMENSION_SHIFT = 48;
  private static final long CODE_MASK = (1L << DIMENSION_SHIFT) - 1;

  long events;
  long[] metrics;
  final Map<Long, long[]> breakdown;

  public CohortDay(int metrics) {
    this(0, new long[metrics], new HashMap<>());
  }

  CohortDay(long events, long[] metrics, Map<Long, long[]> breakdown) {
    this.events = events;
    this.metrics = metrics;
    this.breakdown = breakdown;
  }

  public CohortDay copy(int metricCount) {
    Map<Long, long[]> copied = new HashMap<>(breakdown.size() * 2);
    breakdown.forEach((key, values) -> copied.put(key, values.clone()));
    return new CohortDay(
        events, Arrays.copyOf(metrics, Math.max(metrics.length, metricCount)), copied);
  }

  /** Distinct events of all entities that ever named this day: the version of the row. */
  public long events() {
    return events;
  }

  public void addEvents(int count) {
    events += count;
  }

  public void add(Enum<?> metric, long amount) {
    metrics[metric.ordinal()] += amount;
  }

  /** The values by ordinal of the stream's cohort enum. */
  public long[] metrics() {
    return metrics.clone();
  }

  /** The row of one value of one dimension, made when it is missing. */
  public long[] of(int dimension, long code, int metricCount) {
    long key = (long) dimension << DIMENSION_SHIFT | code;
    long[] values = breakdown.get(key);
    if (values == null) {
      values = new long[metricCount];
      breakdown.put(key, values);
    } else if (values.length < metricCount) {
      values = Arrays.copyOf(values, metricCount);
      breakdown.put(key, values);
    }
    return values;
  }

  /** Receives one row of the breakdown. */
  public interface Rows {
    void accept(int dimension, long code, long[] values);
  }

  /** The rows of the breakdown that are not all zero, ordered by dimension and code. */
  public void forEach(Rows rows) {
    new TreeMap<>(breakdown)
        .forEach(
            (key, values) -> {
              if (!isZero(values)) {
                rows.accept((int) (key >>> DIMENSION_SHIFT), key & CODE_MASK, values);
              }
            });
  }

  static boolean isZero(long[] values) {
    for (long value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CohortDay that
        && events == that.events
        && Arrays.equals(metrics, that.metrics)
        && rowsOf(this).equals(rowsOf(that));
  }

  private static String rowsOf(CohortDay day) {
    StringBuilder text = new StringBuilder();
    day.forEach(
        (dimension, code, values) ->
            text.append(dimension).append(code).append(Arrays.toString(values)));
    return text.toString();
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(metrics) * 31 + Long.hashCode(events);
  }
}
