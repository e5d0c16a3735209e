package vn.cds.proof.oracle.input;

import java.time.Duration;
import java.time.Instant;

/**
 * The options of the jobs that change the figures.
 *
 * @param history a run without lateness: nothing is too late, every window gets everything, and
 *     arrival times say nothing
 * @param historyUntil the last append time at which an imported record is in time whatever its age;
 *     null when imports are judged like live records
 * @param generation the highest part of every version, 0 to 255
 * @param syncSuspectAfter an event that arrives later than this after it happened makes its dossier
 *     suspect
 */
public record OracleOptions(
    Duration minuteLateness,
    Duration hourLateness,
    Duration dayLateness,
    Duration cohortRetention,
    boolean history,
    Instant historyUntil,
    int generation,
    Duration syncSuspectAfter) {

  /** The defaults of docs/counting.md, generation 0. */
  public static OracleOptions defaults() {
    return new OracleOptions(
        Duration.ofHours(3),
        Duration.ofDays(3),
        Duration.ofDays(40),
        Duration.ofDays(400),
        false,
        null,
        0,
        Duration.ofHours(24));
  }

  /** The same, as a run over history. */
  public OracleOptions forHistory() {
    return new OracleOptions(
        minuteLateness,
        hourLateness,
        dayLateness,
        cohortRetention,
        true,
        historyUntil,
        generation,
        syncSuspectAfter);
  }

  public OracleOptions withGeneration(int newGeneration) {
    return new OracleOptions(
        minuteLateness,
        hourLateness,
        dayLateness,
        cohortRetention,
        history,
        historyUntil,
        newGeneration,
        syncSuspectAfter);
  }
}
