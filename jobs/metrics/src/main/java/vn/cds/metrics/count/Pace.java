package vn.cds.metrics.count;

/**
 * When the changes that wait are counted: on whole multiples of the emit interval, and more rarely
 * while the job is behind. Times are milliseconds of the machine's clock.
 */
final class Pace {
  /**
   * A job is behind when this part of {@code emit.changes} waited. How long counting takes says
   * nothing: with few it is the machine, or the database, that is busy.
   */
  private static final int BEHIND = 20;

  /**
   * A job that is behind emits so many times as seldom, or that times as seldom again: few steps,
   * so that subtasks which took about as long to count collect equally long.
   */
  private static final int STEP = 4;

  /** So many times as long as counting took it collects at least. */
  private static final int COLLECTING = 3;

  private final long emitInterval;
  private final int emitChanges;
  private long interval;
  private long collectUntil;

  Pace(CountSettings settings) {
    emitInterval = settings.emitIntervalMillis();
    emitChanges = settings.emitChanges();
    interval = emitInterval;
  }

  /** Whether so many changes that wait must be counted at once. */
  boolean full(int waiting) {
    return waiting >= emitChanges;
  }

  /** Whether a job with so many changes that wait is behind. */
  boolean behind(int waiting) {
    return waiting >= emitChanges / BEHIND;
  }

  /** Whether it is too early to count again. */
  boolean collecting(long now) {
    return now <= collectUntil;
  }

  /** The next time to count. */
  long next(long now) {
    return (Math.floorDiv(Math.max(now, collectUntil), interval) + 1) * interval;
  }

  /** Half of the interval that is kept to. */
  long half() {
    return interval / 2;
  }

  /** Sets the pace after changes were counted. */
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
