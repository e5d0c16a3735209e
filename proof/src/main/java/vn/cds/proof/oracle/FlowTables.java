package vn.cds.proof.oracle;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import vn.cds.proof.oracle.Counted.Window;
import vn.cds.proof.oracle.input.LocalTime;
import vn.cds.proof.oracle.input.Moment;
import vn.cds.proof.oracle.input.OracleEvent;
import vn.cds.proof.oracle.input.OracleOptions;
import vn.cds.proof.oracle.input.OracleStream;

/** The tables in which an event counts in the window of its own time. */
final class FlowTables {
  private record Key(String commune, Instant start) {}

  private final OracleOptions options;
  private final Tables tables;

  FlowTables(OracleOptions options, Tables tables) {
    this.options = options;
    this.tables = tables;
  }

  /**
   * @param counted the events and retractions of one stream
   */
  void compute(OracleStream stream, Collection<Counted> counted) {
    String name =
        switch (stream) {
          case DOCUMENTS -> "document";
          case PAYMENTS -> "payment";
          case SERVICE_REQUESTS -> "service_request";
        };
    for (Window window : Window.values()) {
      String table = name + "_" + window.name().toLowerCase(Locale.ROOT);
      counted.stream()
          .filter(c -> c.eventReaches(window, options) || c.retractionReaches(window, options))
          .collect(Collectors.groupingBy(c -> new Key(c.content.commune(), start(window, c))))
          .forEach((key, some) -> addRow(table, window, key, stream, some));
    }
  }

  private static Instant start(Window window, Counted counted) {
    Instant time = counted.content.occurredAt().first();
    return switch (window) {
      case MINUTE -> LocalTime.startOfMinute(time);
      case HOUR -> LocalTime.startOfHour(time);
      case DAY -> LocalTime.startOfDay(LocalTime.day(time));
    };
  }

  /**
   * @param some those of which the event or the retraction reaches the window
   */
  private void addRow(
      String table, Window window, Key key, OracleStream stream, List<Counted> some) {
    Predicate<Counted> event = c -> c.eventReaches(window, options);
    Predicate<Counted> retraction = c -> c.retractionReaches(window, options);
    long counted = some.stream().filter(event).count();
    long retractions = some.stream().filter(retraction).count();
    long missed =
        window == Window.MINUTE
            ? 0
            : some.stream()
                .filter(event)
                .filter(c -> !c.eventReaches(finer(window), options))
                .count();
    long duplicates = window == Window.DAY ? some.stream().mapToLong(Counted::duplicates).sum() : 0;
    long extra =
        switch (window) {
          case MINUTE -> 0;
          case HOUR -> counted - missed;
          case DAY -> duplicates;
        };

    Row row = tables.add(table, key.commune, key.start);
    row.put("version", Version.of(options, counted + retractions, extra));
    row.put("counted", counted);
    row.put("missed", missed);
    row.put("duplicates", duplicates);
    row.put("retractions", retractions);
    row.put("retracted", some.stream().filter(event.and(retraction)).count());
    putMetrics(
        row,
        stream,
        some.stream().filter(event.and(retraction.negate())).map(Counted::event).toList());
  }

  private static Window finer(Window window) {
    return Window.values()[window.ordinal() - 1];
  }

  private static void putMetrics(Row row, OracleStream stream, List<OracleEvent> events) {
    for (String status : stream.fields.get(stream.index("status")).values()) {
      row.put(status, count(events, event -> event.status().equals(status)));
    }
    if (stream == OracleStream.PAYMENTS) {
      putPayments(row, events);
    }
    if (stream == OracleStream.SERVICE_REQUESTS) {
      putServiceRequests(row, events);
    }
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

  private static Moment doneAt(OracleEvent event) {
    return event.time("done_at") != null ? event.time("done_at") : event.occurredAt();
  }

  private static long count(List<OracleEvent> events, Predicate<OracleEvent> which) {
    return events.stream().filter(which).count();
  }

  private static long amount(List<OracleEvent> events, Predicate<OracleEvent> which) {
    return events.stream().filter(which).mapToLong(event -> (Long) event.value("amount_vnd")).sum();
  }
}
