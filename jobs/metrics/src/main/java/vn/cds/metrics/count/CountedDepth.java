package vn.cds.metrics.count;

import vn.cds.metrics.state.EventIds;

/**
 * How deep an event and its retraction are counted, as {@link EventIds} says it: down to which
 * window their records were in time. In a window the event is taken back when both reach it; so
 * neither their order nor that of their copies leaves a trace.
 */
record CountedDepth(int event, int retraction) {

  /** With a record, of the event or of its retraction, that is in time down to this depth. */
  CountedDepth with(boolean retracted, int depth) {
    return retracted
        ? new CountedDepth(event, Math.max(retraction, depth))
        : new CountedDepth(Math.max(event, depth), retraction);
  }

  int of(boolean retracted) {
    return retracted ? retraction : event;
  }

  /** Whether a row of this level changes. */
  boolean changes(CountedDepth after, int level) {
    return (after.event >= level && event != after.event)
        || (after.retraction >= level && retraction != after.retraction);
  }

  /** 1 when the event reaches windows of this level. */
  int events(int level) {
    return event >= level ? 1 : 0;
  }

  int retractions(int level) {
    return retraction >= level ? 1 : 0;
  }

  int takenBack(int level) {
    return events(level) & retractions(level);
  }

  /** 1 when the event counts in windows of this level. */
  int standing(int level) {
    return events(level) - takenBack(level);
  }

  /** 1 when the event stands in the window of this level but not in the finer one, if any. */
  int missed(int level) {
    return level != EventIds.MINUTE && event == level ? 1 : 0;
  }
}
