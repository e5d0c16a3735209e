package vn.cds.metrics.count;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * When a day was last removed from the state. History cannot be opened on state that lacks days: an
 * imported record about one of them would make a row that counts only imported events.
 */
final class RemovedDays {
  private static final long NONE = Long.MAX_VALUE;

  /** State of a release that did not note it, or that does not know when. */
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final ListState<Long> state;
  private long removedAt = NONE;

  /**
   * Restores what is known.
   *
   * @throws IllegalStateException when history is open and days are missing, with what to do
   */
  RemovedDays(StateInitializationContext context, Lateness lateness) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("removed-days", LongSerializer.INSTANCE));
    boolean noted = false;
    for (long restored : state.get()) {
      noted = true;
      if (restored != NONE) {
        note(restored);
      }
    }
    if (context.isRestored() && !noted) {
      removedAt = UNKNOWN;
    }
    if (removedAt != NONE && lateness.historyMissing(removedAt)) {
      throw new IllegalStateException(
          "history.until is set, and this state has already removed days that imports may be about:"
              + " it was kept without history.until, or an earlier one had passed. Start the job"
              + " without a savepoint, with start.position=earliest and run.generation raised by"
              + " one, so that it counts everything again; or leave history.until empty");
    }
  }

  /**
   * @param watermark at which a day was removed
   */
  void note(long watermark) {
    removedAt = removedAt == NONE ? watermark : Math.max(removedAt, watermark);
  }

  void snapshot() throws Exception {
    state.update(List.of(removedAt));
  }
}
