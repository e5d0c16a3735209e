package vn.cds.proof.oracle;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The tables in which an event counts in the window of its own time. */
final class FlowTables {
  private record Window(String commune, Instant start) {}

  private final OracleOptions options;
  private final Tables tables;

  FlowTables(OracleOptions options, Tables tables) {
    this.options = options;
    this.tables = tables;
  }

  /**
   * @param counted the counted events of one stream
   */
  void compute(OracleStream stream, Collection<Counted> counted) {
    String name =
        switch (stream) {
          case DOCUMENTS -> "document";
          case PAYMENTS -> "payment";
          case SERVICE_REQUESTS -> "service_request";
        };

    group(counted, c -> c.inMinute(options), LocalTime::startOfMinute)
        .forEach(
            (window, events) -> {
              Row row = row(name + "_minute", window, stream, events);
              row.put("missed", 0L);
              row.put("duplicates", 0L);
              row.put("version", Version.of(options, events.size(), 0));
            });

    group(counted, c -> c.inHour(options), LocalTime::startOfHour)
        .forEach(
            (window, events) -> {
              Row row = row(name + "_hour", window, stream, events);
              long missed = events.stream().filter(c -> !c.inMinute(options)).count();
              row.put("missed", missed);
              row.put("duplicates", 0L);
              row.put("version", Version.of(options, events.size(), events.size() - missed));
            });

    group(counted, c -> true, time -> LocalTime.startOfDay(LocalTime.day(time)))
        .forEach(
            (window, events) -> {
              Row row = row(name + "_day", window, stream, events);
              long duplicates = events.stream().mapToLong(Counted::duplicates).sum();
              row.put("missed", events.stream().filter(c -> !c.inHour(options)).count());
              row.put("duplicates", duplicates);
              row.put("version", Version.of(options, events.size(), duplicates));
            });
  }

  private static Map<Window, List<Counted>> group(
      Collection<Counted> counted, Predicate<Counted> inTime, Function<Instant, Instant> start) {
    return counted.stream()
        .filter(inTime)
        .collect(
            Collectors.groupingBy(
                c -> new Window(c.event.commune(), start.apply(c.event.occurredAt()))));
  }

  private Row row(String table, Window window, OracleStream stream, List<Counted> counted) {
    Row row = tables.add(table, window.commune, window.start);
    List<OracleEvent> events = counted.stream().map(c -> c.event).toList();
    row.put("counted", (long) events.size());
    for (String status : stream.fields.get(stream.index("status")).values()) {
      row.put(status, count(events, event -> event.status().equals(status)));
    }
    if (stream == OracleStream.PAYMENTS) {
      putPayments(row, events);
    }
    if (stream == OracleStream.SERVICE_REQUESTS) {
      putServiceRequests(row, events);
    }
    return row;
  }

  private static void putPayments(Row row, List<OracleEvent> events) {
    Predicate<OracleEvent> succeeded = event -> event.status().equals("succeeded");
    Predicate<OracleEvent> reversed = event -> event.status().equals("reversed");
    Predicate<OracleEvent> inCash = event -> event.text("method").equals("cash");
    row.put("succeeded_cash", count(events, succeeded.and(inCash)));
    row.put("succeeded_vnd", amount(events, succeeded));
    row.put("succeeded_cash_vnd", amount(events, succeeded.and(inCash)));
    row.put("reversed_vnd", amount(events, reversed));
  }

  private static void putServiceRequests(Row row, List<OracleEvent> events) {
    Predicate<OracleEvent> registered = event -> event.status().equals("registered");
    Predicate<OracleEvent> done =
        event -> event.status().equals("done") && event.time("due_at") != null;
    Predicate<OracleEvent> late = event -> doneAt(event).isAfter(event.time("due_at"));
    row.put(
        "registered_online",
        count(events, registered.and(event -> "online".equals(event.text("channel")))));
    row.put(
        "registered_postal",
        count(events, registered.and(event -> "postal".equals(event.text("channel")))));
    row.put("done_on_time", count(events, done.and(late.negate())));
    row.put("done_late", count(events, done.and(late)));
  }

  private static Instant doneAt(OracleEvent event) {
    return event.time("done_at") != null ? event.time("done_at") : event.occurredAt();
  }

  private static long count(List<OracleEvent> events, Predicate<OracleEvent> which) {
    return events.stream().filter(which).count();
  }

  private static long amount(List<OracleEvent> events, Predicate<OracleEvent> which) {
    return events.stream().filter(which).mapToLong(event -> (Long) event.value("amount_vnd")).sum();
  }
}
