package vn.cds.simulator.source;

import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.random.Quota;

/** The events of a scenario, and among them events that come late or too late. */
public final class MixedSource implements Source {

  private static final int LATE = 1;

  private final Source scenario;
  private final LiveSource late;
  private final LiveSource tooLate;
  private final Quota quota;
  private final long limit;
  private long given;
  private long now;

  /**
   * Late events are sent between those of the scenario.
   *
   * @param limit so many events in all; {@link Long#MAX_VALUE}: as many as the scenario has
   * @param start when a late event before the first of the scenario is sent
   */
  public MixedSource(
      Source scenario, LiveSource late, LiveSource tooLate, Quota quota, long limit, long start) {
    this.scenario = scenario;
    this.late = late;
    this.tooLate = tooLate;
    this.quota = quota;
    this.limit = limit;
    this.now = start;
  }

  @Override
  public Draft next() {
    if (given == limit) {
      return null;
    }
    given++;
    int kind = quota.draw();
    if (kind != Quota.ORIGINAL) {
      return (kind == LATE ? late : tooLate).at(now);
    }
    Draft draft = scenario.next();
    if (draft == null) {
      given = limit;
    } else {
      now = draft.sendAt();
    }
    return draft;
  }
}
