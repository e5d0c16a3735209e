package vn.cds.metrics.rules;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.metrics.change.DossierFact;
import vn.cds.metrics.change.PaymentFact;
import vn.cds.metrics.state.Entity;
import vn.cds.metrics.state.StatusSet;

/**
 * A dossier judged: when it was accepted, when it ended, by when it had to, and what came of it.
 *
 * <p>The rules are those of indicator 2.1 of Decision 766/QĐ-TTg as docs/counting.md states them.
 * Times are numbers of {@link TimeOrDay}; null means unknown, or not yet. They are compared at the
 * coarser precision, and durations are counted from and to the last instant of a day.
 */
final class Dossier {
  /** What came of it. */
  enum Outcome {
    OPEN,
    ON_TIME,
    LATE,
    UNDATED,
    DECLINED
  }

  private static final long UNKNOWN = -1;
  private static final long ANSWER_WITHIN = TimeUnit.HOURS.toMillis(8);
  private static final int SUPPLEMENT_REQUESTED = ServiceRequestStatus.SUPPLEMENT_REQUESTED.code();
  private static final StatusSet ACCEPTING =
      StatusSet.of(ServiceRequestStatus.ACCEPTED.code(), ServiceRequestStatus.IN_PROGRESS.code());
  private static final StatusSet FINISHING =
      StatusSet.of(ServiceRequestStatus.DONE.code(), ServiceRequestStatus.RESULT_RETURNED.code());
  private static final StatusSet TERMINATING =
      StatusSet.of(
          ServiceRequestStatus.REFUSED.code(),
          ServiceRequestStatus.WITHDRAWN.code(),
          ServiceRequestStatus.STOPPED.code());
  private static final StatusSet REFUSING = StatusSet.of(ServiceRequestStatus.REFUSED.code());

  private final Entity entity;
  private final WorkingCalendar calendar;
  private final long submittedAt;
  private final Long acceptedAt;
  private final Long finishedAt;
  private final Long endedAt;
  private final int supplements;
  private final Outcome outcome;

  /** Asked for several times and dear to compute; {@link #UNKNOWN} until it was. */
  private long handlingWorkingMillis = UNKNOWN;

  /** Judges a dossier whose submission is known. */
  Dossier(Entity entity, WorkingCalendar calendar) {
    this.entity = entity;
    this.calendar = calendar;
    submittedAt = entity.get(DossierFact.SUBMITTED_AT);
    acceptedAt = fact(DossierFact.ACCEPTED_AT, ACCEPTING);
    finishedAt = fact(DossierFact.DONE_AT, FINISHING);
    endedAt = earlier(finishedAt, terminatedAt());
    supplements = countSupplements();
    outcome = judge();
  }

  private Long fact(DossierFact fact, StatusSet otherwise) {
    return entity.has(fact) ? (Long) entity.get(fact) : entity.first(otherwise);
  }

  private Long terminatedAt() {
    if (acceptedAt != null) {
      for (int i = 0; i < entity.transitions(); i++) {
        if (TERMINATING.contains(entity.status(i))
            && !TimeOrDay.isBefore(entity.time(i), acceptedAt)) {
          return entity.time(i);
        }
      }
    }
    return null;
  }

  /** The one whose last instant is earlier. */
  private static Long earlier(Long a, Long b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    long lastOfA = TimeOrDay.last(a);
    long lastOfB = TimeOrDay.last(b);
    // Of two with the same last instant the one with a clock, which is the greater number.
    return lastOfA == lastOfB ? Math.max(a, b) : lastOfA < lastOfB ? a : b;
  }

  private int countSupplements() {
    int count = 0;
    for (int i = 0; i < entity.transitions(); i++) {
      if (entity.status(i) == SUPPLEMENT_REQUESTED) {
        count++;
      }
    }
    return count;
  }

  private Outcome judge() {
    if (endedAt == null) {
      return acceptedAt == null && entity.first(TERMINATING) != null
          ? Outcome.DECLINED
          : Outcome.OPEN;
    }
    if (supplements >= 2) {
      return Outcome.LATE;
    }
    Long due = dueAt();
    if (due == null) {
      return Outcome.UNDATED;
    }
    return TimeOrDay.isBefore(due, endedAt) ? Outcome.LATE : Outcome.ON_TIME;
  }

  Outcome outcome() {
    return outcome;
  }

  long submittedAt() {
    return submittedAt;
  }

  Long acceptedAt() {
    return acceptedAt;
  }

  Long endedAt() {
    return endedAt;
  }

  int supplements() {
    return supplements;
  }

  /** Whether the office waits for the citizen. */
  boolean waiting() {
    return endedAt == null && entity.lastStatus() == SUPPLEMENT_REQUESTED;
  }

  /**
   * The due time the source said; else the procedure's limit from acceptance on, not counting the
   * time spent waiting.
   */
  Long dueAt() {
    if (entity.has(DossierFact.DUE_AT)) {
      return entity.get(DossierFact.DUE_AT);
    }
    if (!entity.has(DossierFact.HANDLING_LIMIT_HOURS)) {
      return null;
    }
    long from = acceptedAt == null ? submittedAt : acceptedAt;
    long allowed =
        TimeUnit.HOURS.toMillis(entity.get(DossierFact.HANDLING_LIMIT_HOURS))
            + waitingWorkingMillis();
    return calendar.plusWorking(Instant.ofEpochMilli(TimeOrDay.last(from)), allowed).toEpochMilli();
  }

  /** Working time spent waiting for the citizen, of the waits that are over. */
  private long waitingWorkingMillis() {
    long sum = 0;
    for (int i = 0; i < entity.transitions(); i++) {
      if (entity.status(i) == SUPPLEMENT_REQUESTED
          && (i == 0 || entity.status(i - 1) != SUPPLEMENT_REQUESTED)) {
        Long end = earlier(nextOther(i), endedAt);
        if (end != null) {
          sum += working(entity.time(i), end);
        }
      }
    }
    return sum;
  }

  /**
   * Time of the next transition with another status; a second request meanwhile prolongs the same
   * wait.
   */
  private Long nextOther(int supplement) {
    for (int i = supplement + 1; i < entity.transitions(); i++) {
      if (entity.status(i) != SUPPLEMENT_REQUESTED) {
        return entity.time(i);
      }
    }
    return null;
  }

  private long working(long from, long to) {
    return calendar.workingMillis(
        Instant.ofEpochMilli(TimeOrDay.last(from)), Instant.ofEpochMilli(TimeOrDay.last(to)));
  }

  Channel channel() {
    return Channel.ofCode((int) entity.getOr(DossierFact.CHANNEL, Channel.COUNTER.code()));
  }

  boolean online() {
    return channel() == Channel.ONLINE;
  }

  boolean is(DossierFact fact) {
    return entity.get(fact) == 1;
  }

  boolean knows(DossierFact fact) {
    return entity.has(fact);
  }

  /** Whether its handling time is known: finished, and both ends have a clock. */
  boolean handled() {
    return finishedAt != null && !TimeOrDay.isDay(finishedAt) && !TimeOrDay.isDay(submittedAt);
  }

  /** Calendar time from submission to the finish; only when {@link #handled}. */
  long handlingElapsedMillis() {
    return Math.max(0, finishedAt - submittedAt);
  }

  /**
   * Working time from submission to the finish, less the time spent waiting for the citizen; only
   * when {@link #handled}.
   */
  long handlingWorkingMillis() {
    if (handlingWorkingMillis == UNKNOWN) {
      handlingWorkingMillis =
          Math.max(0, working(submittedAt, finishedAt) - waitingWorkingMillis());
    }
    return handlingWorkingMillis;
  }

  private Long answeredAt() {
    return earlier(acceptedAt, entity.first(REFUSING));
  }

  /** Online, and accepted or refused within 8 working hours (the rule of Gia Lai). */
  boolean answeredInTime() {
    if (!online() || answerByDay()) {
      return false;
    }
    Long answer = answeredAt();
    return answer != null && working(submittedAt, answer) <= ANSWER_WITHIN;
  }

  /** Online, and how long the answer took is known only to the day. */
  boolean answerByDay() {
    Long answer = answeredAt();
    return online()
        && (TimeOrDay.isDay(submittedAt) || (answer != null && TimeOrDay.isDay(answer)));
  }

  boolean feeDue() {
    return entity.get(DossierFact.FEE_DUE_VND) > 0;
  }

  /** A fee is due, and a payment stands, by gateway 1 or 2, not in cash (indicator 3.6). */
  boolean feePaidOnline() {
    if (!feeDue()) {
      return false;
    }
    for (int i = 0; i < entity.parts(); i++) {
      Entity payment = entity.part(i);
      if (payment.lastStatus() == PaymentStatus.SUCCEEDED.code()
          && payment.has(PaymentFact.GATEWAY)
          && payment.get(PaymentFact.METHOD) != PaymentMethod.CASH.code()) {
        return true;
      }
    }
    return false;
  }

  /** It arrived long after it happened, or its result is published while it has no end. */
  boolean suspectedSyncFault() {
    return entity.lateArrival() || (is(DossierFact.ELECTRONIC_RESULT) && endedAt == null);
  }
}
