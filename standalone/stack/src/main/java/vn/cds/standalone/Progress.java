package vn.cds.standalone;

import java.time.Duration;

/** Receives the progress of a start. Called from several threads, one at a time. */
@FunctionalInterface
public interface Progress {
  /** Ignores it. */
  Progress SILENT = (what, where, took) -> {};

  /**
   * A part is ready.
   *
   * @param what for example {@code Kafka}
   * @param where its address, or another word about it; empty when there is nothing to say
   * @param sinceStart how long after the start of the whole
   */
  void ready(String what, String where, Duration sinceStart);
}
