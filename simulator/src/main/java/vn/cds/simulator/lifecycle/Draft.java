package vn.cds.simulator.lifecycle;

import vn.cds.contract.event.Event;

/**
 * An event before faults and encoding.
 *
 * @param event a valid event
 * @param sendAt when it is sent, in milliseconds since 1970
 * @param before how its dossier stood before it; null: the dossier is new, or it is no dossier
 * @param after how its dossier stands with it; null: it is no dossier
 */
public record Draft(Event event, long sendAt, Outcome before, Outcome after) {

  public static Draft of(Event event, long sendAt) {
    return new Draft(event, sendAt, null, null);
  }

  public Draft sentAt(long time) {
    return time == sendAt ? this : new Draft(event, time, before, after);
  }
}
