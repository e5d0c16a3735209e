package vn.cds.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.WorkingCalendar;

/** The outcome of a dossier by docs/counting.md, from its events in any order. */
final class DossierRecount {

  private static final Set<ServiceRequestStatus> STOPS =
      EnumSet.of(
          ServiceRequestStatus.REFUSED,
          ServiceRequestStatus.WITHDRAWN,
          ServiceRequestStatus.STOPPED);

  private final List<ServiceRequestEvent> events = new ArrayList<>();

  void add(ServiceRequestEvent event) {
    events.add(event);
  }

  private static Instant place(ServiceRequestEvent event) {
    return event.status() == ServiceRequestStatus.REGISTERED
        ? event.occurredAt().first()
        : event.occurredAt().last();
  }

  String outcome() {
    events.sort(
        Comparator.comparing(DossierRecount::place)
            .thenComparing(e -> e.status().code())
            .thenComparing(e -> e.occurredAt().isDay()));
    TimeOrDay accepted = fact(ServiceRequestEvent::acceptedAt);
    if (accepted == null) {
      accepted = first(ServiceRequestStatus.ACCEPTED, ServiceRequestStatus.IN_PROGRESS);
    }
    TimeOrDay ended = fact(ServiceRequestEvent::doneAt);
    if (ended == null) {
      ended = first(ServiceRequestStatus.DONE, ServiceRequestStatus.RESULT_RETURNED);
    }
    for (ServiceRequestEvent event : events) {
      if (STOPS.contains(event.status())
          && accepted != null
          && !event.occurredAt().isBefore(accepted)) {
        ended = ended == null ? event.occurredAt() : earlier(ended, event.occurredAt());
        break;
      }
    }
    if (ended == null) {
      boolean stopped = events.stream().anyMatch(event -> STOPS.contains(event.status()));
      return accepted == null && stopped ? "declined" : "open";
    }
    long supplements =
        events.stream()
            .filter(event -> event.status() == ServiceRequestStatus.SUPPLEMENT_REQUESTED)
            .map(ServiceRequestEvent::occurredAt)
            .distinct()
            .count();
    if (supplements >= 2) {
      return "late";
    }
    TimeOrDay due = due(accepted, ended);
    return due == null ? "undated" : due.isBefore(ended) ? "late" : "on_time";
  }

  private static TimeOrDay earlier(TimeOrDay a, TimeOrDay b) {
    if (a.last().equals(b.last())) {
      return a.isDay() ? b : a;
    }
    return a.last().isBefore(b.last()) ? a : b;
  }

  private TimeOrDay due(TimeOrDay accepted, TimeOrDay ended) {
    TimeOrDay due = fact(ServiceRequestEvent::dueAt);
    Integer limit =
        fact(ServiceRequestEvent::handlingLimitHours, Comparator.<Integer>naturalOrder());
    if (due != null || limit == null) {
      return due;
    }
    WorkingCalendar calendar = WorkingCalendar.bundled();
    long waited = 0;
    for (int i = 0; i < events.size(); i++) {
      if (asks(i) && !(i > 0 && asks(i - 1))) {
        TimeOrDay end = ended;
        for (int k = events.size() - 1; k > i; k--) {
          end = asks(k) ? end : earlier(events.get(k).occurredAt(), ended);
        }
        waited += calendar.workingMillis(events.get(i).occurredAt().last(), end.last());
      }
    }
    TimeOrDay from = accepted != null ? accepted : fact(ServiceRequestEvent::submittedAt);
    return TimeOrDay.at(calendar.plusWorking(from.last(), limit * 3_600_000L + waited));
  }

  private boolean asks(int index) {
    return events.get(index).status() == ServiceRequestStatus.SUPPLEMENT_REQUESTED;
  }

  private TimeOrDay first(ServiceRequestStatus... statuses) {
    Set<ServiceRequestStatus> wanted = Set.of(statuses);
    return events.stream()
        .filter(event -> wanted.contains(event.status()))
        .map(ServiceRequestEvent::occurredAt)
        .findFirst()
        .orElse(null);
  }

  private TimeOrDay fact(Function<ServiceRequestEvent, TimeOrDay> field) {
    return fact(
        field,
        Comparator.comparing((TimeOrDay time) -> !time.isDay()).thenComparing(TimeOrDay::first));
  }

  /** The last one that is given; of several given at the last place the greatest. */
  private <T> T fact(Function<ServiceRequestEvent, T> field, Comparator<T> order) {
    Instant last =
        events.stream()
            .filter(event -> field.apply(event) != null)
            .map(DossierRecount::place)
            .max(Comparator.naturalOrder())
            .orElse(null);
    return events.stream()
        .filter(event -> field.apply(event) != null && place(event).equals(last))
        .map(field)
        .max(order)
        .orElse(null);
  }
}
