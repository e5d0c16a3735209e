package vn.cds.metrics.count;

import java.util.HashMap;
import java.util.Map;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.metrics.state.HourSlice;

/**
 * The state of one commune that its waiting changes touch. What is handed to Flink is never changed
 * afterwards, so slices and cohorts are copied first.
 */
final class WorkingCopy {
  final Map<Long, Slice> slices = new HashMap<>();
  final Map<Integer, long[]> flowDays = new HashMap<>();
  final Map<Integer, CohortDay> cohortDays = new HashMap<>();
  final Map<String, Touched> entities = new HashMap<>();

  /** An entity as it was when it was last emitted, and as it is now. */
  static final class Touched {
    final Entity before;
    Entity now;

    Touched(Entity before) {
      this.before = before;
      this.now = before;
    }
  }

  /** Ready for the next commune. */
  void clear() {
    slices.clear();
    flowDays.clear();
    cohortDays.clear();
    entities.clear();
  }

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
