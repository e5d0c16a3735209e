package vn.cds.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.WorkingCalendar;

/** Communes that lag on purpose: what is sent against what the truth says of them. */
class AnomalyPlanTest {
  private static final Instant START = Instant.parse("2026-09-06T17:00:00Z");
  private static final int DAYS = 21;

  private final Runs.Reader reader = new Runs.Reader();

  private static SimulationOptions.Builder options() {
    return SimulationOptions.builder("province-today")
        .seed(7)
        .province("38")
        .from(START)
        .until(START.plus(Duration.ofDays(DAYS)));
  }

  private List<Event> events(SimulationOptions options) {
    List<Event> events = new ArrayList<>();
    Simulator simulator = Simulator.of(options);
    while (simulator.hasNext()) {
      events.add(reader.read(simulator.next()).event());
    }
    return events;
  }

  @Tag("slow")
  @Test
  void anomaliesAreSeenInWhatIsSentAndNowhereElse() {
    Truth truth = Simulator.of(options().story("lagging").build()).truth();
    assertThat(truth.anomalies()).hasSize(16);
    Set<String> lagging = new HashSet<>();
    truth.anomalies().forEach(anomaly -> lagging.add(anomaly.commune()));
    assertThat(lagging).hasSize(16);
    List<Event> well = events(options().build());
    List<Event> told = events(options().story("lagging").build());
    assertThat(told.stream().filter(event -> !lagging.contains(event.communeCode())).toList())
        .as("all others")
        .isEqualTo(well.stream().filter(event -> !lagging.contains(event.communeCode())).toList());

    for (Truth.Anomaly anomaly : truth.anomalies()) {
      List<Event> before = during(well, anomaly);
      List<Event> now = during(told, anomaly);
      switch (anomaly.rule()) {
        case "no-service-requests" -> {
          assertThat(count(before, AnomalyPlanTest::isDossier)).as("%s", anomaly).isPositive();
          assertThat(count(now, AnomalyPlanTest::isDossier)).as("%s", anomaly).isZero();
        }
        case "documents-below-own-history" ->
            assertThat(count(now, event -> event instanceof DocumentEvent))
                .as("%s", anomaly)
                .isLessThan(count(before, event -> event instanceof DocumentEvent) / 2);
        case "payment-failures" ->
            assertThat(share(now))
                .as("%s", anomaly)
                .isBetween(
                    anomaly.flapSeconds() == 0 ? 0.75 : 0.25,
                    anomaly.flapSeconds() == 0 ? 1 : 0.75);
        case "on-time-below-target" -> {
          assertThat(late(now)).as("%s", anomaly).isBetween(late(before) + 0.25, 0.9);
        }
        default ->
            assertThat(count(now, AnomalyPlanTest::isDone))
                .as("%s", anomaly)
                .isLessThan(count(before, AnomalyPlanTest::isDone) / 2);
      }
    }
    WorkingCalendar calendar = WorkingCalendar.bundled();
    for (Truth.Anomaly anomaly : truth.anomalies()) {
      assertThat(
              calendar.workingMillis(Instant.parse(anomaly.from()), Instant.parse(anomaly.to()))
                  / 3_600_000)
          .as("working hours of %s", anomaly)
          .isBetween(20L, 45L);
    }
  }

  @Test
  void withoutAnEndItBeginsAMinuteLaterAndLastsHalfAnHour() throws IOException {
    Simulator simulator =
        Simulator.of(
            SimulationOptions.builder("demo").province("38").from(START).story("lagging").build());
    for (Truth.Anomaly anomaly : simulator.truth().anomalies()) {
      assertThat(anomaly.from()).isEqualTo(START.plusSeconds(60).toString());
      assertThat(anomaly.to()).isEqualTo(START.plusSeconds(1860).toString());
    }
    assertThat(simulator.truth().anomalies().get(4).flapSeconds()).isEqualTo(45);
  }

  @Test
  void theTruthIsWrittenAsATableToo(@TempDir Path dir) throws IOException {
    Truth truth = Simulator.of(options().story("lagging").build()).truth();
    truth.write(dir.resolve("truth.json"));
    truth.writeAnomalies(dir.resolve("lags.csv"));
    assertThat(Truth.read(dir.resolve("truth.json"))).isEqualTo(truth);
    assertThat(Files.readAllLines(dir.resolve("lags.csv")))
        .startsWith("unit,rule,from,to")
        .filteredOn(line -> !line.contains("on-time"))
        .hasSize(14); // the head, and of 16 intervals those of four anomalies
  }

  @Test
  void aStoryThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> options().story("fairy-tale").build())
        .hasMessage("There is no story fairy-tale; choose one of lagging.");
    // The window of mixed is over before a working morning comes.
    for (String scenario : List.of("peak", "mixed")) {
      SimulationOptions options = Runs.of(scenario).story("lagging").build();
      assertThatThrownBy(() -> Simulator.of(options))
          .hasMessage("The scenario " + scenario + " has no stories.");
    }
  }

  @Test
  void itBefallsWhomOneChooses() {
    Truth truth =
        Simulator.of(options().story("lagging:14797=flaps,14818=overdue-grows,14758").build())
            .truth();
    assertThat(truth.anomalies())
        .extracting(
            Truth.Anomaly::commune, Truth.Anomaly::rule, anomaly -> anomaly.flapSeconds() > 0)
        .containsExactly(
            tuple("14797", "payment-failures", true),
            tuple("14818", "overdue-grows", false),
            tuple("14758", "payment-failures", false));
  }

  @Test
  void aChoiceThatCannotBeToldIsRefused() {
    assertThatThrownBy(() -> options().story("lagging:14797=bored").build())
        .hasMessageContaining("\"14797=bored\" is no choice of a story")
        .hasMessageContaining("overdue-grows")
        .hasMessageContaining("flaps");
    assertThatThrownBy(() -> options().story("lagging:14797,14797=flaps").build())
        .hasMessage("The story names the commune 14797 twice.");
    SimulationOptions elsewhere = options().story("lagging:00004").build();
    assertThatThrownBy(() -> Simulator.of(elsewhere))
        .hasMessage("The commune 00004 does not send in this run; choose another for the story.");
    SimulationOptions late =
        SimulationOptions.builder("demo")
            .province("38")
            .from(START)
            .story("lagging:14797=on-time-below-target")
            .build();
    assertThatThrownBy(() -> Simulator.of(late))
        .hasMessageContaining("over before its dossiers are due");
  }

  private static List<Event> during(List<Event> events, Truth.Anomaly anomaly) {
    Instant from = Instant.parse(anomaly.from());
    Instant to = Instant.parse(anomaly.to());
    return events.stream()
        .filter(
            event ->
                event.communeCode().equals(anomaly.commune())
                    && !event.occurredAt().first().isBefore(from)
                    && event.occurredAt().first().isBefore(to))
        .toList();
  }

  private static boolean isDossier(Event event) {
    return event.stream() == EventStream.SERVICE_REQUESTS;
  }

  private static boolean isDone(Event event) {
    return event instanceof ServiceRequestEvent request && request.doneAt() != null;
  }

  private static double late(List<Event> events) {
    long late =
        count(
            events,
            event ->
                event instanceof ServiceRequestEvent request
                    && request.status() == ServiceRequestStatus.DONE
                    && request.dueAt() != null
                    && request.dueAt().isBefore(request.doneAt()));
    return (double) late / count(events, event -> isStatusDone(event));
  }

  private static boolean isStatusDone(Event event) {
    return event instanceof ServiceRequestEvent request
        && request.status() == ServiceRequestStatus.DONE;
  }

  private static double share(List<Event> events) {
    long failed = count(events, event -> has(event, PaymentStatus.FAILED));
    return (double) failed / (failed + count(events, event -> has(event, PaymentStatus.SUCCEEDED)));
  }

  private static boolean has(Event event, PaymentStatus status) {
    return event instanceof PaymentEvent payment && payment.status() == status;
  }

  private static long count(List<Event> events, Predicate<Event> wanted) {
    return events.stream().filter(wanted).count();
  }
}
