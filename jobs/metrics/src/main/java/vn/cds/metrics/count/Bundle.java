package vn.cds.metrics.count;

import java.util.HashMap;
import java.util.Map;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.metrics.state.HourSlice;

/**
 * What changed in one commune since the last emission: working copies of its state, and the set of
 * rows to emit at the same time. State is read and written once per emission, not once per event.
 */
final class Bundle {
  final Map<Long, Slice> slices = new HashMap<>();
  final Map<Integer, long[]> flowDays = new HashMap<>();
  final Map<Integer, CohortDay> cohortDays = new HashMap<>();
  final Map<String, Entity> entities = new HashMap<>();

  /** A slice with what changed in it. */
  static final class Slice {
    final HourSlice slice;
    boolean hourChanged;
    long changedMinutes;

    Slice(HourSlice slice) {
      this.slice = slice;
    }
  }
}
