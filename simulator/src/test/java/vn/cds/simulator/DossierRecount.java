package vn.cds.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import vn.cds.contract.ServiceRequestEvent;
import vn.cds.contract.ServiceRequestStatus;
import vn.cds.contract.WorkingCalendar;

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

  String outcome() {
    events.sort(
        Comparator.comparing(ServiceRequestEvent::occurredAt)
            .thenComparing(e -> e.status().code()));
    Instant accepted = fact(ServiceRequestEvent::acceptedAt);
    if (accepted == null) {
      accepted = first(ServiceRequestStatus.ACCEPTED, ServiceRequestStatus.IN_PROGRESS);
    }
    Instant ended = fact(ServiceRequestEvent::doneAt);
    if (ended == null) {
      ended = first(ServiceRequestStatus.DONE, ServiceRequestStatus.RESULT_RETURNED);
    }
    for (ServiceRequestEvent event : events) {
      boolean terminates =
          STOPS.contains(event.status())
              && accepted != null
              && !event.occurredAt().isBefore(accepted);
      if (terminates && (ended == null || event.occurredAt().isBefore(ended))) {
        ended = event.occurredAt();
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
    Instant due = due(accepted, ended);
    return due == null ? "undated" : ended.isAfter(due) ? "late" : "on_time";
  }

  private Instant due(Instant accepted, Instant ended) {
    Instant due = fact(ServiceRequestEvent::dueAt);
    Integer limit = fact(ServiceRequestEvent::handlingLimitHours);
    if (due != null || limit == null) {
      return due;
    }
    WorkingCalendar calendar = WorkingCalendar.bundled();
    long waited = 0;
    for (int i = 0; i + 1 < events.size(); i++) {
      if (events.get(i).status() == ServiceRequestStatus.SUPPLEMENT_REQUESTED
          && events.get(i + 1).status() != ServiceRequestStatus.SUPPLEMENT_REQUESTED) {
        Instant answer = events.get(i + 1).occurredAt();
        waited +=
            calendar.workingMillis(
                events.get(i).occurredAt(), answer.isAfter(ended) ? ended : answer);
      }
    }
    Instant from = accepted != null ? accepted : fact(ServiceRequestEvent::submittedAt);
    return calendar.plusWorking(from, limit * 3_600_000L + waited);
  }

  private Instant first(ServiceRequestStatus... statuses) {
    Set<ServiceRequestStatus> wanted = Set.of(statuses);
    return events.stream()
        .filter(event -> wanted.contains(event.status()))
        .map(ServiceRequestEvent::occurredAt)
        .findFirst()
        .orElse(null);
  }

  /** The last one that is given; no two events of a dossier have the same time here. */
  private <T> T fact(Function<ServiceRequestEvent, T> field) {
    T fact = null;
    for (ServiceRequestEvent event : events) {
      T value = field.apply(event);
      fact = value == null ? fact : value;
    }
    return fact;
  }
}
