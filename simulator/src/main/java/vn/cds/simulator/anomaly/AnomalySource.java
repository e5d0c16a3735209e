package vn.cds.simulator.anomaly;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.lifecycle.Outcome;
import vn.cds.simulator.random.SeededRandom;
import vn.cds.simulator.source.Source;

/**
 * The events of another source, changed by an anomaly plan. When an event of an entity is withheld,
 * made to fail or delayed, no later event of that entity is sent, so that what was sent is
 * consistent.
 */
public final class AnomalySource implements Source {

  private static final double DOCUMENTS_AWAY = 0.8;
  private static final double PAYMENTS_FAILED = 0.9;
  private static final double UNFINISHED = 0.7;
  private static final double FINISHED_LATE = 0.8;

  /** Delay in milliseconds of working time, at least; at most three times as much. */
  private static final long LATE_BY = 1_200_000L;

  private final Source source;
  private final long seed;
  private final long until;
  private final WorkingCalendar calendar;

  /** What comes later than it would have, the earliest first. */
  private final PriorityQueue<Draft> delayed =
      new PriorityQueue<>(
          Comparator.comparingLong(Draft::sendAt)
              .thenComparing(draft -> draft.event().entityKey()));

  /** Working time after a silence within which a commune reports what it had not. */
  private static final double CATCHING_UP = 7_200_000;

  private Draft ahead;
  private final Map<String, List<AnomalyPlan.Interval>> intervals = new HashMap<>();

  /** Keys of the entities of which nothing more is sent. */
  private final Set<String> ended = new HashSet<>();

  /**
   * A source that changes another one.
   *
   * @param until nothing is sent from then on, in milliseconds since 1970
   */
  public AnomalySource(
      Source source, AnomalyPlan story, long seed, long until, WorkingCalendar calendar) {
    this.source = source;
    this.seed = seed;
    this.until = until;
    this.calendar = calendar;
    for (AnomalyPlan.Interval interval : story.intervals()) {
      intervals.computeIfAbsent(interval.commune(), code -> new ArrayList<>()).add(interval);
    }
  }

  @Override
  public Draft next() {
    if (ahead == null) {
      ahead = nextTold();
    }
    Draft first = delayed.peek();
    if (first != null && (ahead == null || first.sendAt() <= ahead.sendAt())) {
      return delayed.remove();
    }
    Draft told = ahead;
    ahead = null;
    return told;
  }

  private Draft nextTold() {
    for (Draft draft = source.next(); draft != null; draft = source.next()) {
      Draft told = told(draft);
      if (told != null) {
        return told;
      }
    }
    return null;
  }

  /** The draft as it is sent, or null when it is withheld for now or for ever. */
  private Draft told(Draft draft) {
    Event event = draft.event();
    List<AnomalyPlan.Interval> own = intervals.get(event.communeCode());
    if (own == null) {
      return draft;
    }
    String key = event.stream() + " " + event.entityKey();
    if (ended.contains(key)) {
      return null;
    }
    for (AnomalyPlan.Interval interval : own) {
      if (!interval.isActive(happened(draft))) {
        continue;
      }
      double fate = SeededRandom.unitOf(seed, key);
      if (event instanceof PaymentEvent payment
          && interval.anomaly() == AnomalyPlan.Anomaly.PAYMENT_FAILURES
          && payment.status() == PaymentStatus.SUCCEEDED
          && fate < PAYMENTS_FAILED) {
        ended.add(key);
        return Draft.of(failed(payment), draft.sendAt());
      }
      Draft later = later(draft, interval, fate);
      if (later != null) {
        ended.add(key);
        delayed.add(later);
        return null;
      }
      if (isWithheld(event, interval.anomaly(), fate)) {
        if (!(event instanceof ServiceRequestEvent request && isMeanwhile(request, interval))) {
          ended.add(key);
        }
        return null;
      }
    }
    return draft;
  }

  /** When it happened; of an event known to the day, when it was sent, or the end of the day. */
  private static Instant happened(Draft draft) {
    return Instant.ofEpochMilli(
        Math.min(draft.sendAt(), TimeOrDay.last(draft.event().occurredAt().word())));
  }

  private static boolean isWithheld(Event event, AnomalyPlan.Anomaly anomaly, double fate) {
    return switch (anomaly) {
      case NO_SERVICE_REQUESTS -> event instanceof ServiceRequestEvent;
      case DOCUMENTS_BELOW_OWN_HISTORY -> event instanceof DocumentEvent && fate < DOCUMENTS_AWAY;
      case PAYMENT_FAILURES, ON_TIME_BELOW_TARGET -> false;
      case OVERDUE_GROWS ->
          event instanceof ServiceRequestEvent request
              && request.doneAt() != null
              && fate < UNFINISHED;
    };
  }

  private static PaymentEvent failed(PaymentEvent payment) {
    return payment.toBuilder().status(PaymentStatus.FAILED).build();
  }

  /** Whether the end of a dossier can be understood without an event that never comes. */
  private static boolean isMeanwhile(ServiceRequestEvent request, AnomalyPlan.Interval interval) {
    return interval.anomaly() == AnomalyPlan.Anomaly.NO_SERVICE_REQUESTS
        && request.submittedAt().first().isBefore(interval.from())
        && (request.status() == ServiceRequestStatus.ACCEPTED
            || request.status() == ServiceRequestStatus.IN_PROGRESS
            || request.status() == ServiceRequestStatus.FEE_REQUESTED);
  }

  /** The end of a dossier that comes later than it would have; null: it does not. */
  private Draft later(Draft draft, AnomalyPlan.Interval interval, double fate) {
    if (!(draft.event() instanceof ServiceRequestEvent request)
        || request.status() != ServiceRequestStatus.DONE) {
      return null;
    }
    return switch (interval.anomaly()) {
      case NO_SERVICE_REQUESTS -> reportedLate(draft, request, interval, fate);
      case ON_TIME_BELOW_TARGET ->
          fate < FINISHED_LATE ? finishedLate(draft, request, interval, fate) : null;
      default -> null;
    };
  }

  /** A commune that sends again says of what was under way before when it ended. */
  private Draft reportedLate(
      Draft draft, ServiceRequestEvent request, AnomalyPlan.Interval interval, double fate) {
    Instant at = calendar.plusWorking(interval.to(), 1 + (long) (CATCHING_UP * fate));
    long sendAt = at.toEpochMilli() + draft.sendAt() - happened(draft).toEpochMilli();
    return sendAt >= until
        ? null
        : new Draft(
            request.toBuilder().occurredAt(at).build(), sendAt, draft.before(), draft.after());
  }

  /** The end of a dossier that would have been on time, after its due time; null: it is left. */
  private Draft finishedLate(
      Draft draft, ServiceRequestEvent request, AnomalyPlan.Interval interval, double fate) {
    if (draft.after() != Outcome.ON_TIME || request.dueAt() == null || request.dueAt().isDay()) {
      return null;
    }
    long lateBy = LATE_BY + (long) (2 * LATE_BY * fate / FINISHED_LATE);
    Instant doneAt = calendar.plusWorking(request.dueAt().last(), lateBy);
    long sendAt = doneAt.toEpochMilli() + draft.sendAt() - happened(draft).toEpochMilli();
    if (!interval.isActive(doneAt) || sendAt >= until) {
      return null;
    }
    ServiceRequestEvent late = request.toBuilder().occurredAt(doneAt).doneAt(doneAt).build();
    return new Draft(late, sendAt, draft.before(), Outcome.LATE);
  }
}
