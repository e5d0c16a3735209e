package vn.cds.metrics.count;

/**
 * Which of two rows of one key stands: of the higher generation; then the one that has seen more
 * distinct events; then the one whose counters that need no new event (missed, duplicates) are
 * further on. Never a clock: after a crash a job emits fewer, fuller rows, and a clock would let
 * the stale one win.
 */
final class Version {
  private static final int GENERATION_SHIFT = 56;
  private static final int EVENTS_SHIFT = 24;
  private static final long EXTRA_MAXIMUM = (1L << EVENTS_SHIFT) - 1;

  private Version() {}

  static long of(int generation, long events, long extra) {
    return (long) generation << GENERATION_SHIFT
        | events << EVENTS_SHIFT
        | Math.min(extra, EXTRA_MAXIMUM);
  }
}
