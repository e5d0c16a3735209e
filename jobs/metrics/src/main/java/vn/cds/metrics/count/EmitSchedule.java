package vn.cds.metrics.count;

/**
 * When the changes that wait are counted: on whole multiples of the emit interval, and more rarely
 * while the job is behind. Times are milliseconds of the machine's clock.
 */
final class EmitSchedule {
  /**
   * A job is behind when {@code emit.changes} divided by this have waited. The time that counting
   * takes is no sign of it: with few changes it is the machine, or the database, that is busy.
   */
  private static final int BEHIND = 20;

  /**
   * While a job is behind, its interval is multiplied by this, once or several times. Few steps, so
   * that subtasks whose counting takes about as long have the same interval.
   */
  private static final int STEP = 4;

  /** The interval is at least this many times the time that counting took. */
  private static final int COLLECTING = 3;

  private final long emitInterval;
  private final int emitChanges;
  private long interval;
  private long collectUntil;

  EmitSchedule(CountSettings settings) {
    emitInterval = settings.emitIntervalMillis();
    emitChanges = settings.emitChanges();
    interval = emitInterval;
  }

  /** Whether so many waiting changes must be counted at once. */
  boolean full(int waiting) {
    return waiting >= emitChanges;
  }

  /** Whether a job with so many waiting changes is behind. */
  boolean behind(int waiting) {
    return waiting >= emitChanges / BEHIND;
  }

  /** Whether it is too early to count again. */
  boolean collecting(long now) {
    return now <= collectUntil;
  }

  /** The next time to count, a multiple of the interval. */
  long next(long now) {
    return (Math.floorDiv(Math.max(now, collectUntil), interval) + 1) * interval;
  }

  /** Half of the present interval. */
  long half() {
    return interval / 2;
  }

  /** Chooses the next interval after changes were counted. */
  void counted(long start, long end, boolean behind) {
    collectUntil = end;
    interval = emitInterval;
    if (behind) {
      // The more wait together, the fewer rows are written twice.
      long spent = end - start;
      collectUntil += spent;
      do {
        interval *= STEP;
      } while (interval < COLLECTING * spent);
    }
  }
}
