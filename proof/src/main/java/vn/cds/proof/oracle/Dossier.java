package vn.cds.proof.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.cds.proof.oracle.Entity.Transition;

/** The definitions of docs/counting.md for one dossier and the payments that name it. */
final class Dossier {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  final Entity entity;
  private final List<OracleEvent> paymentEvents;
  private final WorkingTime workingTime;
  private final OracleOptions options;

  final List<Transition> transitions;
  final Instant submittedAt;
  final Instant accepted;
  final Instant finished;
  final Instant ended;
  final boolean declined;
  final long supplements;
  final boolean waiting;
  final long waitingMillis;
  final Instant due;

  /**
   * @param paymentEvents the counted payment events of the same commune that carry its code
   */
  Dossier(
      Entity entity,
      List<OracleEvent> paymentEvents,
      WorkingTime workingTime,
      OracleOptions options) {
    this.entity = entity;
    this.paymentEvents = paymentEvents;
    this.workingTime = workingTime;
    this.options = options;

    transitions = new ArrayList<>(entity.transitions());
    submittedAt = entity.startedAt();
    accepted = either(entity.time("accepted_at"), entity.first("accepted", "in_progress"));
    finished = either(entity.time("done_at"), entity.first("done", "result_returned"));
    ended = earlier(finished, terminated());
    declined =
        ended == null
            && accepted == null
            && entity.first("refused", "withdrawn", "stopped") != null;
    supplements = transitions.stream().filter(Dossier::asksForSupplement).count();
    waiting = ended == null && asksForSupplement(transitions.get(transitions.size() - 1));
    waitingMillis = waitingMillis();
    due = due();
  }

  private Instant terminated() {
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
      Instant answered =
          transitions.subList(i + 1, transitions.size()).stream()
              .filter(t -> !asksForSupplement(t))
              .map(Transition::at)
              .findFirst()
              .orElse(null);
      Instant end = earlier(answered, ended);
      if (end != null) {
        millis += workingTime.between(transitions.get(i).at(), end);
      }
    }
    return millis;
  }

  private Instant due() {
    if (entity.isKnown("due_at")) {
      return entity.time("due_at");
    }
    Long limitHours = entity.number("handling_limit_hours");
    if (limitHours == null) {
      return null;
    }
    return workingTime.after(either(accepted, submittedAt), limitHours * HOUR + waitingMillis);
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
    Map<String, List<OracleEvent>> payments =
        paymentEvents.stream().collect(Collectors.groupingBy(OracleEvent::entityKey));
    return feeDue()
        && payments.values().stream()
            .map(events -> new Entity(entity.commune, events.get(0).entityKey(), events))
            .anyMatch(
                payment ->
                    payment.lastStatus().equals("succeeded")
                        && payment.isKnown("gateway")
                        && !payment.text("method").equals("cash"));
  }

  boolean answeredInTime() {
    Instant answered = earlier(accepted, entity.first("refused"));
    return online() && answered != null && workingTime.between(submittedAt, answered) <= 8 * HOUR;
  }

  long handlingElapsedMillis() {
    return finished == null ? 0 : Math.max(0, Duration.between(submittedAt, finished).toMillis());
  }

  long handlingWorkingMillis() {
    return finished == null
        ? 0
        : Math.max(0, workingTime.between(submittedAt, finished) - waitingMillis);
  }

  /** Its own events and those of its payments. */
  Stream<OracleEvent> allEvents() {
    return Stream.concat(entity.events.stream(), paymentEvents.stream());
  }

  boolean lateArrival() {
    return !options.history()
        && allEvents()
            .anyMatch(
                event ->
                    event.appendTime.isAfter(event.occurredAt().plus(options.syncSuspectAfter())));
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

  private static Instant earlier(Instant a, Instant b) {
    if (a == null || b == null) {
      return either(a, b);
    }
    return a.isBefore(b) ? a : b;
  }
}
