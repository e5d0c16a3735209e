package vn.cds.metrics.count;

import java.util.HashMap;
import java.util.Map;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.metrics.state.HourSlice;
import vn.cds.runtime.RowTimes;

/**
 * The state of one commune that its waiting changes touch. What is handed to Flink is never changed
 * afterwards, so slices and cohorts are copied first.
 */
final class WorkingCopy {
  final Map<Long, Slice> slices = new HashMap<>();
  final Map<Integer, FlowDay> flowDays = new HashMap<>();
  final Map<Integer, Cohort> cohortDays = new HashMap<>();
  final Map<String, Touched> entities = new HashMap<>();

  /** An entity as it was when it was last emitted, and as it is now. */
  static final class Touched {
    final Entity before;
    Entity now;
    RowTimes times = RowTimes.NONE;

    Touched(Entity before) {
      this.before = before;
      this.now = before;
    }
  }

  /** A day's window, and the times of what is new in it. */
  static final class FlowDay {
    final long[] values;
    RowTimes times = RowTimes.NONE;

    FlowDay(long[] values) {
      this.values = values;
    }
  }

  /** A cohort, and the times of what is new in it. */
  static final class Cohort {
    final CohortDay day;
    RowTimes times = RowTimes.NONE;

    Cohort(CohortDay day) {
      this.day = day;
    }
  }

  /** Ready for the next commune. */
  void clear() {
    slices.clear();
    flowDays.clear();
    cohortDays.clear();
    entities.clear();
  }

  /** A slice with what changed in it, and the times of what is new in its windows. */
  static final class Slice {
    final HourSlice slice;
    boolean hourChanged;
    long changedMinutes;
    RowTimes hourTimes = RowTimes.NONE;
    final Map<Integer, RowTimes> minuteTimes = new HashMap<>();

    Slice(HourSlice slice) {
      this.slice = slice;
    }
  }
}
