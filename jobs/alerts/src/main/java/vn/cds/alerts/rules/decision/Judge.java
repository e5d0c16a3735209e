package vn.cds.alerts.rules.decision;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.Ratio;

/** A decision rule for one unit and indicator, with its state. */
public interface Judge {

  /**
   * Takes a row.
   *
   * @param hour number of the hour, see {@link Hours}
   * @param counts absolute; a later row of the hour replaces it
   * @param now when it arrived
   */
  void observe(long hour, Ratio counts, Instant now);

  /**
   * Judges what is known.
   *
   * @param frozen whether an episode is open or pending: the usual values must not be learnt from
   *     it
   * @param peers of the same moment; {@link Peers#NONE} for rules without
   */
  Verdict judge(Instant now, boolean frozen, Peers peers);

  /** Called instead of {@link #judge} while the unit is muted. */
  default void muted(Instant now) {}

  /** Writes what is remembered; the levels are not part of it. */
  void write(DataOutput out) throws IOException;

  /** Reads what was written. */
  void read(DataInput in) throws IOException;
}
