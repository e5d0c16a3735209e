package vn.cds.runtime.clickhouse;

import com.codahale.metrics.Reservoir;
import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Snapshot;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;

/**
 * A histogram of the last so many values, kept by Dropwizard's reservoir. Flink's wrapper of
 * Dropwizard's histograms cannot be in a job's jar: a cluster that has it, too, loads wrapper and
 * histogram apart.
 */
final class LastValues implements Histogram {
  private final Reservoir last;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param values how many the statistics are of
   */
  LastValues(int values) {
    last = new SlidingWindowReservoir(values);
  }

  @Override
  public void update(long value) {
    count.incrementAndGet();
    last.update(value);
  }

  /** Of all values, also of those that are no longer kept. */
  @Override
  public long getCount() {
    return count.get();
  }

  @Override
  public HistogramStatistics getStatistics() {
    return new Statistics(last.getSnapshot());
  }

  private static final class Statistics extends HistogramStatistics {
    private final Snapshot values;

    Statistics(Snapshot values) {
      this.values = values;
    }

    @Override
    public double getQuantile(double quantile) {
      return values.getValue(quantile);
    }

    @Override
    public long[] getValues() {
      return values.getValues();
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public double getMean() {
      return values.getMean();
    }

    @Override
    public double getStdDev() {
      return values.getStdDev();
    }

    @Override
    public long getMax() {
      return values.getMax();
    }

    @Override
    public long getMin() {
      return values.getMin();
    }
  }
}
