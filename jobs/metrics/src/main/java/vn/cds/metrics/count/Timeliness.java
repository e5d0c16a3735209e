package vn.cds.metrics.count;

import java.io.Serializable;
import vn.cds.metrics.change.Change;
import vn.cds.runtime.options.JobOptions;

/** Finds records that came too late, by the lateness of the counting operator. */
public final class Timeliness implements Serializable {
  private static final long serialVersionUID = 1L;
  private final Lateness lateness;

  private Timeliness(Lateness lateness) {
    this.lateness = lateness;
  }

  public static Timeliness of(JobOptions options) {
    return new Timeliness(Lateness.of(options));
  }

  /** Why the record is too late, {@code DAY} or {@code COHORT}; null when it is in time. */
  public String tooLate(Change change) {
    Lateness.Reason reason =
        lateness.tooLate(
            change.occurredAt(), change.startedAt(), change.appendTime(), change.imported());
    return reason == null ? null : reason.name();
  }
}
