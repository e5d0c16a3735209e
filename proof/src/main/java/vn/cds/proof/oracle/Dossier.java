package vn.cds.proof.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import vn.cds.proof.oracle.Entity.Transition;
import vn.cds.proof.oracle.input.Moment;
import vn.cds.proof.oracle.input.OracleEvent;
import vn.cds.proof.oracle.input.OracleOptions;

/** The definitions of docs/counting.md for one dossier and the payments that name it. */
final class Dossier {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  final Entity entity;
  private final List<Entity> payments;
  private final WorkingTime workingTime;
  private final OracleOptions options;

  final List<Transition> transitions;
  final Moment submittedAt;
  final Moment accepted;
  final Moment finished;
  final Moment ended;

  /** The earlier of acceptance and refusal; null while there is neither. */
  final Moment answered;

  final boolean declined;
  final long supplements;
  final boolean waiting;
  final long waitingMillis;
  final Moment due;

  /**
   * @param entity of which something is left
   * @param payments those of the same commune that carry its code, with the events that do
   */
  Dossier(Entity entity, List<Entity> payments, WorkingTime workingTime, OracleOptions options) {
    this.entity = entity;
    this.payments = payments.stream().filter(payment -> !payment.isGone()).toList();
    this.workingTime = workingTime;
    this.options = options;

    transitions = new ArrayList<>(entity.transitions());
    submittedAt = entity.startedAt();
    accepted = either(entity.time("accepted_at"), entity.first("accepted", "in_progress"));
    finished = either(entity.time("done_at"), entity.first("done", "result_returned"));
    ended = Moment.earlier(finished, terminated());
    answered = Moment.earlier(accepted, entity.first("refused"));
    declined =
        ended == null
            && accepted == null
            && entity.first("refused", "withdrawn", "stopped") != null;
    supplements = transitions.stream().filter(Dossier::asksForSupplement).count();
    waiting = ended == null && asksForSupplement(transitions.get(transitions.size() - 1));
    waitingMillis = waitingMillis();
    due = due();
  }

  private Moment terminated() {
    if (accepted == null) {
      return null;
    }
    return transitions.stream()
        .filter(t -> List.of("refused", "withdrawn", "stopped").contains(t.status()))
        .map(Transition::at)
        .filter(at -> !at.isBefore(accepted))
        .findFirst()
        .orElse(null);
  }

  private long waitingMillis() {
    long millis = 0;
    for (int i = 0; i < transitions.size(); i++) {
      boolean askedAlready = i > 0 && asksForSupplement(transitions.get(i - 1));
      if (!asksForSupplement(transitions.get(i)) || askedAlready) {
        continue;
      }
      Moment resumed =
          transitions.subList(i + 1, transitions.size()).stream()
              .filter(t -> !asksForSupplement(t))
              .map(Transition::at)
              .findFirst()
              .orElse(null);
      Moment end = Moment.earlier(resumed, ended);
      if (end != null) {
        millis += workingTime.between(transitions.get(i).at().last(), end.last());
      }
    }
    return millis;
  }

  private Moment due() {
    if (entity.isKnown("due_at")) {
      return entity.time("due_at");
    }
    Long limitHours = entity.number("handling_limit_hours");
    if (limitHours == null) {
      return null;
    }
    return Moment.ofTime(
        workingTime.after(either(accepted, submittedAt).last(), limitHours * HOUR + waitingMillis));
  }

  /** {@code open, on_time, late, undated} or {@code declined}. */
  String outcome() {
    if (declined) {
      return "declined";
    }
    if (ended == null) {
      return "open";
    }
    if (supplements >= 2) {
      return "late";
    }
    if (due == null) {
      return "undated";
    }
    return ended.isAfter(due) ? "late" : "on_time";
  }

  String channel() {
    return either(entity.text("channel"), "counter");
  }

  boolean online() {
    return channel().equals("online");
  }

  boolean feeDue() {
    Long fee = entity.number("fee_due_vnd");
    return fee != null && fee > 0;
  }

  boolean feePaidOnline() {
    return feeDue()
        && payments.stream()
            .anyMatch(
                payment ->
                    payment.lastStatus().equals("succeeded")
                        && payment.isKnown("gateway")
                        && !payment.text("method").equals("cash"));
  }

  boolean answeredInTime() {
    return online()
        && answered != null
        && submittedAt.hasClock()
        && answered.hasClock()
        && workingTime.between(submittedAt.last(), answered.last()) <= 8 * HOUR;
  }

  /** Whether nobody can say how long the answer took. */
  boolean answerByDay() {
    return online() && (submittedAt.byDay() || Moment.isDay(answered));
  }

  /** Whether it is known how long it was handled. */
  boolean handled() {
    return finished != null && finished.hasClock() && submittedAt.hasClock();
  }

  long handlingElapsedMillis() {
    return handled()
        ? Math.max(0, Duration.between(submittedAt.last(), finished.last()).toMillis())
        : 0;
  }

  long handlingWorkingMillis() {
    return handled()
        ? Math.max(0, workingTime.between(submittedAt.last(), finished.last()) - waitingMillis)
        : 0;
  }

  /** What is left of its own events and those of its payments. */
  private Stream<OracleEvent> allEvents() {
    return Stream.concat(
        entity.events.stream(), payments.stream().flatMap(payment -> payment.events.stream()));
  }

  boolean lateArrival() {
    return !options.history()
        && allEvents()
            .anyMatch(
                event ->
                    !event.imported()
                        && event.appendTime.isAfter(
                            event.occurredAt().last().plus(options.syncSuspectAfter())));
  }

  boolean suspectedSyncFault() {
    return lateArrival() || (entity.isTrue("electronic_result") && ended == null);
  }

  Instant firstArrival() {
    return options.history()
        ? null
        : allEvents().map(event -> event.appendTime).min(Instant::compareTo).orElseThrow();
  }

  Instant lastArrival() {
    return options.history()
        ? null
        : allEvents().map(event -> event.appendTime).max(Instant::compareTo).orElseThrow();
  }

  private static boolean asksForSupplement(Transition transition) {
    return transition.status().equals("supplement_requested");
  }

  private static <T> T either(T first, T otherwise) {
    return first != null ? first : otherwise;
  }
}
