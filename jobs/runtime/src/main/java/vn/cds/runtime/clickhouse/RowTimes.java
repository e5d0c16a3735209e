package vn.cds.runtime.clickhouse;

/**
 * The latest times of the events that are new in a row: what its latency is measured from. Never
 * stored.
 *
 * @param event when the latest of them happened, in milliseconds since 1970, or {@link #UNKNOWN}
 * @param append when the broker took the latest of them, likewise
 */
public record RowTimes(long event, long append) {
  /** Before every time. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  /** Of a row without new events. */
  public static final RowTimes NONE = new RowTimes(UNKNOWN, UNKNOWN);

  /** The later of each of the two times. */
  public RowTimes later(RowTimes other) {
    if (other.event >= event && other.append >= append) {
      return other;
    }
    if (event >= other.event && append >= other.append) {
      return this;
    }
    return new RowTimes(Math.max(event, other.event), Math.max(append, other.append));
  }
}
