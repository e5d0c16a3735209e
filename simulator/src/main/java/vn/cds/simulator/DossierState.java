package vn.cds.simulator;

import java.time.Instant;
import vn.cds.contract.ServiceRequestStatus;
import vn.cds.contract.WorkingCalendar;

/**
 * How a dossier stands: the definitions of docs/counting.md for a dossier whose events come in the
 * order of their times. The truth of a run rests on it.
 */
final class DossierState {

  private static final long UNKNOWN = Life.NEVER;

  private final WorkingCalendar calendar;
  private final long limitMillis;

  private boolean begun;
  private long submittedAt;
  private long acceptedFact = UNKNOWN;
  private long doneFact = UNKNOWN;
  private long dueFact = UNKNOWN;
  private long firstAccepted = UNKNOWN;
  private long firstDone = UNKNOWN;
  private long firstStop = UNKNOWN;
  private long firstStopAfterAcceptance = UNKNOWN;
  private long waitingSince = UNKNOWN;
  private int supplements;
  // Ends of the waits so far, from and to in turn; no dossier asks more often than twice.
  private final long[] waits = new long[4];
  private int waitEnds;

  /**
   * A new dossier.
   *
   * @param limitMillis the procedure's limit in working time; -1: not sent
   */
  DossierState(WorkingCalendar calendar, long submittedAt, long limitMillis) {
    this.calendar = calendar;
    this.submittedAt = submittedAt;
    this.limitMillis = limitMillis;
  }

  /** Takes the next event; facts that are unknown are {@link Life#NEVER}. */
  void apply(
      ServiceRequestStatus status, long at, long submitted, long accepted, long done, long due) {
    begun = true;
    submittedAt = submitted;
    acceptedFact = accepted == UNKNOWN ? acceptedFact : accepted;
    doneFact = done == UNKNOWN ? doneFact : done;
    dueFact = due == UNKNOWN ? dueFact : due;
    if (waitingSince != UNKNOWN) {
      waits[waitEnds++] = waitingSince;
      waits[waitEnds++] = at;
      waitingSince = UNKNOWN;
    }
    note(status, at);
  }

  private void note(ServiceRequestStatus status, long at) {
    switch (status) {
      case ACCEPTED, IN_PROGRESS -> firstAccepted = Math.min(firstAccepted, at);
      case DONE, RESULT_RETURNED -> firstDone = Math.min(firstDone, at);
      case REFUSED, WITHDRAWN, STOPPED -> {
        firstStop = Math.min(firstStop, at);
        if (accepted() != UNKNOWN && at >= accepted()) {
          firstStopAfterAcceptance = Math.min(firstStopAfterAcceptance, at);
        }
      }
      case SUPPLEMENT_REQUESTED -> {
        supplements++;
        waitingSince = at;
      }
      case REGISTERED, FEE_REQUESTED -> {}
    }
  }

  private long accepted() {
    return acceptedFact != UNKNOWN ? acceptedFact : firstAccepted;
  }

  private long ended() {
    return Math.min(doneFact != UNKNOWN ? doneFact : firstDone, firstStopAfterAcceptance);
  }

  /** How it stands; null before its first event. */
  Outcome outcome() {
    if (!begun) {
      return null;
    }
    long ended = ended();
    if (ended == UNKNOWN) {
      return accepted() == UNKNOWN && firstStop != UNKNOWN ? Outcome.DECLINED : Outcome.OPEN;
    }
    if (supplements >= 2) {
      return Outcome.LATE;
    }
    long due = due();
    if (due == UNKNOWN) {
      return Outcome.UNDATED;
    }
    return ended <= due ? Outcome.ON_TIME : Outcome.LATE;
  }

  private long due() {
    if (dueFact != UNKNOWN || limitMillis < 0) {
      return dueFact;
    }
    long from = accepted() != UNKNOWN ? accepted() : submittedAt;
    long waited = 0;
    for (int i = 0; i < waitEnds; i += 2) {
      long end = Math.min(waits[i + 1], ended());
      waited += calendar.workingMillis(Instant.ofEpochMilli(waits[i]), Instant.ofEpochMilli(end));
    }
    return calendar.plusWorking(Instant.ofEpochMilli(from), limitMillis + waited).toEpochMilli();
  }
}
