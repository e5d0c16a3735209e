package vn.cds.simulator.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.WorkingCalendar;

/**
 * How a dossier stands: the definitions of docs/counting.md for a dossier of which all events are
 * known. The truth of a run rests on it. Times are {@link TimeOrDay#word() words}.
 */
final class DossierState {

  private static final long UNKNOWN = Lifecycle.NEVER;

  /** One status the dossier entered. */
  private record Transition(long place, ServiceRequestStatus status, long at) {}

  private static final Comparator<Transition> ORDER =
      Comparator.comparingLong(Transition::place)
          .thenComparing(Transition::status)
          // Of the same place a time stands before a day.
          .thenComparing(Transition::at, Comparator.reverseOrder());

  /** What was said last, and of what was said at once the greater. */
  private static final class Fact {
    private long place = Long.MIN_VALUE;
    private long value = UNKNOWN;

    void say(long at, TimeOrDay said) {
      if (said != null && (at > place || (at == place && said.word() > value))) {
        place = at;
        value = said.word();
      }
    }
  }

  private final WorkingCalendar calendar;
  private final long limitMillis;
  private final Fact submitted = new Fact();
  private final Fact acceptedFact = new Fact();
  private final Fact doneFact = new Fact();
  private final Fact dueFact = new Fact();
  private final List<Transition> transitions = new ArrayList<>(6);
  private Outcome outcome;

  /**
   * A new dossier.
   *
   * @param limitMillis the procedure's limit in working time; -1: not sent
   */
  DossierState(WorkingCalendar calendar, long limitMillis) {
    this.calendar = calendar;
    this.limitMillis = limitMillis;
  }

  /** Takes a further event. */
  void apply(ServiceRequestEvent event) {
    long at = event.occurredAt().word();
    long place =
        event.status() == ServiceRequestStatus.REGISTERED
            ? TimeOrDay.first(at)
            : TimeOrDay.last(at);
    submitted.say(place, event.submittedAt());
    acceptedFact.say(place, event.acceptedAt());
    doneFact.say(place, event.doneAt());
    dueFact.say(place, event.dueAt());
    Transition transition = new Transition(place, event.status(), at);
    int index = transitions.size();
    while (index > 0 && ORDER.compare(transitions.get(index - 1), transition) > 0) {
      index--;
    }
    if (index == 0 || !transitions.get(index - 1).equals(transition)) {
      transitions.add(index, transition);
    }
    outcome = computed();
  }

  /** How it stands; null before its first event. */
  Outcome outcome() {
    return outcome;
  }

  private Outcome computed() {
    long accepted =
        acceptedFact.value != UNKNOWN
            ? acceptedFact.value
            : first(ServiceRequestStatus.ACCEPTED, ServiceRequestStatus.IN_PROGRESS);
    long finished =
        doneFact.value != UNKNOWN
            ? doneFact.value
            : first(ServiceRequestStatus.DONE, ServiceRequestStatus.RESULT_RETURNED);
    long ended = earlier(finished, terminated(accepted));
    if (ended == UNKNOWN) {
      boolean stopped = transitions.stream().anyMatch(t -> stops(t.status));
      return accepted == UNKNOWN && stopped ? Outcome.DECLINED : Outcome.OPEN;
    }
    if (transitions.stream().filter(DossierState::asks).count() >= 2) {
      return Outcome.LATE;
    }
    long due = due(accepted, ended);
    if (due == UNKNOWN) {
      return Outcome.UNDATED;
    }
    return TimeOrDay.isBefore(due, ended) ? Outcome.LATE : Outcome.ON_TIME;
  }

  private long first(ServiceRequestStatus one, ServiceRequestStatus other) {
    for (Transition transition : transitions) {
      if (transition.status == one || transition.status == other) {
        return transition.at;
      }
    }
    return UNKNOWN;
  }

  private long terminated(long accepted) {
    for (Transition transition : transitions) {
      if (accepted != UNKNOWN
          && stops(transition.status)
          && !TimeOrDay.isBefore(transition.at, accepted)) {
        return transition.at;
      }
    }
    return UNKNOWN;
  }

  /** The one with the earlier last instant; else the one with a clock, whose word is greater. */
  private static long earlier(long a, long b) {
    int order = Long.compare(TimeOrDay.last(a), TimeOrDay.last(b));
    return order < 0 || (order == 0 && a > b) ? a : b;
  }

  private static boolean stops(ServiceRequestStatus status) {
    return switch (status) {
      case REFUSED, WITHDRAWN, STOPPED -> true;
      default -> false;
    };
  }

  private static boolean asks(Transition transition) {
    return transition.status == ServiceRequestStatus.SUPPLEMENT_REQUESTED;
  }

  private long due(long accepted, long ended) {
    if (dueFact.value != UNKNOWN || limitMillis < 0) {
      return dueFact.value;
    }
    long waited = 0;
    for (int i = 0; i < transitions.size(); i++) {
      if (asks(transitions.get(i)) && (i == 0 || !asks(transitions.get(i - 1)))) {
        long end = ended;
        for (int k = i + 1; k < transitions.size(); k++) {
          if (!asks(transitions.get(k))) {
            end = earlier(transitions.get(k).at, ended);
            break;
          }
        }
        waited += calendar.workingMillis(last(transitions.get(i).at), last(end));
      }
    }
    Instant from = last(accepted != UNKNOWN ? accepted : submitted.value);
    return calendar.plusWorking(from, limitMillis + waited).toEpochMilli();
  }

  private static Instant last(long word) {
    return Instant.ofEpochMilli(TimeOrDay.last(word));
  }
}
