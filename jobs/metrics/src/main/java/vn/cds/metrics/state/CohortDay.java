package vn.cds.metrics.state;

import java.util.Arrays;

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

  /** Dimension and code of each row of the breakdown, ascending. */
  long[] keys;

  /** The rows of the breakdown, in the order of their keys. */
  long[][] rows;

  public CohortDay(int metrics) {
    this(0, new long[metrics], new long[0], new long[0][]);
  }

  CohortDay(long events, long[] metrics, long[] keys, long[][] rows) {
    this.events = events;
    this.metrics = metrics;
    this.keys = keys;
    this.rows = rows;
  }

  public CohortDay copy(int metricCount) {
    long[][] copied = new long[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copied[i] = rows[i].clone();
    }
    return new CohortDay(
        events,
        Arrays.copyOf(metrics, Math.max(metrics.length, metricCount)),
        keys.clone(),
        copied);
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
    int at = Arrays.binarySearch(keys, key);
    if (at < 0) {
      at = -at - 1;
      insert(at, key, new long[metricCount]);
    } else if (rows[at].length < metricCount) {
      rows[at] = Arrays.copyOf(rows[at], metricCount);
    }
    return rows[at];
  }

  private void insert(int at, long key, long[] values) {
    long[] grownKeys = Arrays.copyOf(keys, keys.length + 1);
    System.arraycopy(keys, at, grownKeys, at + 1, keys.length - at);
    grownKeys[at] = key;
    long[][] grownRows = Arrays.copyOf(rows, rows.length + 1);
    System.arraycopy(rows, at, grownRows, at + 1, rows.length - at);
    grownRows[at] = values;
    keys = grownKeys;
    rows = grownRows;
  }

  /** Receives one row of the breakdown. */
  public interface RowConsumer {
    void accept(int dimension, long code, long[] values);
  }

  /** The rows of the breakdown that are not all zero, ordered by dimension and code. */
  public void forEach(RowConsumer consumer) {
    for (int i = 0; i < keys.length; i++) {
      if (!isZero(rows[i])) {
        consumer.accept((int) (keys[i] >>> DIMENSION_SHIFT), keys[i] & CODE_MASK, rows[i]);
      }
    }
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
