package vn.cds.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.Direction;
import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.Medium;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.source.Source;

class CalibrationTest {

  @Test
  void thanhHoa2022HasThePublishedNumbersToTheLastUnit() {
    SimulationOptions options = Runs.of("thanh-hoa-2022").build();
    Source source = Simulator.events(options, Roster.bundled(), WorkingCalendar.bundled());
    long documents = 0;
    long secret = 0;
    long outgoing = 0;
    long personally = 0;
    long byOrganisation = 0;
    long electronic = 0;
    long weekend = 0;
    long other = 0;
    Map<String, BitSet> seen = new HashMap<>();
    for (Draft draft = source.next(); draft != null; draft = source.next()) {
      DocumentEvent event = (DocumentEvent) draft.event();
      LocalDate day = event.sentAt().localDay();
      boolean asSaid =
          day.getYear() == 2022
              && (event.status() == DocumentStatus.DONE
                  || event.status() == DocumentStatus.RECEIVED);
      other += asSaid ? 0 : 1;
      int number =
          Integer.parseInt(
              event.documentNumber().substring(0, event.documentNumber().indexOf('/')));
      seen.computeIfAbsent(event.communeCode(), code -> new BitSet()).set(number);
      documents++;
      weekend += day.getDayOfWeek().getValue() > 5 ? 1 : 0;
      if (event.secret()) {
        secret++;
      } else {
        electronic += event.medium() == Medium.ELECTRONIC ? 1 : 0;
        if (event.direction() == Direction.OUTGOING) {
          outgoing++;
          personally += event.signedPersonally() ? 1 : 0;
          byOrganisation += event.signedByOrganisation() ? 1 : 0;
        }
      }
    }
    assertThat(documents).isEqualTo(3_436_164);
    assertThat(secret).isEqualTo(17_181);
    assertThat(outgoing).isEqualTo(1_250_000);
    assertThat(personally).isEqualTo(1_234_000);
    assertThat(byOrganisation).isEqualTo(1_238_375);
    assertThat(electronic).isEqualTo(3_350_000);
    assertThat(percent(personally, outgoing)).isEqualTo("98.72");
    assertThat(percent(byOrganisation, outgoing)).isEqualTo("99.07");
    assertThat(other).as("of another year or status").isZero();
    assertThat(seen).hasSize(166);
    assertThat(seen.values().stream().mapToLong(BitSet::cardinality).sum())
        .as("distinct numbers within their communes")
        .isEqualTo(3_436_164);
    assertThat((double) weekend / documents).isBetween(0.01, 0.03);
  }

  private static String percent(long numerator, long denominator) {
    return String.format(Locale.ROOT, "%.2f", 100.0 * numerator / denominator);
  }

  @Test
  void documentsOfThe2022YearAreDistinctWithSeveralStatusesToo() {
    SimulationOptions options =
        Runs.of("thanh-hoa-2022").eventsPerDocument(3).events(60_000).build();
    Source source = Simulator.events(options, Roster.bundled(), WorkingCalendar.bundled());
    Map<String, Set<DocumentStatus>> statuses = new HashMap<>();
    for (Draft draft = source.next(); draft != null; draft = source.next()) {
      DocumentEvent event = (DocumentEvent) draft.event();
      String key = event.communeCode() + " " + event.entityKey();
      assertThat(statuses.computeIfAbsent(key, k -> new HashSet<>()).add(event.status()))
          .as(key)
          .isTrue();
    }
    assertThat(statuses.values()).allMatch(set -> set.size() <= 3);
    assertThat(statuses).hasSizeBetween(20_000, 30_000);
  }

  @Test
  void aProvinceTodayLooksLikeOne() {
    Instant monday = VietnamTime.startOfDay(LocalDate.of(2026, 11, 2));
    SimulationOptions options =
        Runs.of("province-today").from(monday).until(monday.plusSeconds(5 * 86_400)).build();
    Source source = Simulator.events(options, Roster.bundled(), WorkingCalendar.bundled());
    Map<String, Integer> dossiers = new HashMap<>();
    Map<String, Integer> online = new HashMap<>();
    Set<String> procedures = new HashSet<>();
    int inWorkingHours = 0;
    int registered = 0;
    long succeeded = 0;
    long cash = 0;
    for (Draft draft = source.next(); draft != null; draft = source.next()) {
      Event event = draft.event();
      if (event instanceof ServiceRequestEvent request
          && request.status() == ServiceRequestStatus.REGISTERED) {
        registered++;
        procedures.add(request.procedureCode());
        dossiers.merge(request.communeCode(), 1, Integer::sum);
        if (request.channel() == Channel.ONLINE) {
          online.merge(request.communeCode(), 1, Integer::sum);
        }
        int hour = request.occurredAt().first().atOffset(VietnamTime.OFFSET).getHour();
        inWorkingHours += hour >= 7 && hour < 17 ? 1 : 0;
      } else if (event instanceof PaymentEvent payment
          && payment.status() == PaymentStatus.SUCCEEDED
          && payment.dossierCode() == null) {
        succeeded++;
        cash += payment.method() == PaymentMethod.CASH ? 1 : 0;
      }
    }
    double[] perDay = dossiers.values().stream().mapToDouble(n -> n / 5.0).sorted().toArray();
    assertThat(perDay[perDay.length / 2]).as("median per day").isCloseTo(40, within(8.0));
    assertThat(perDay[perDay.length - 1] / perDay[0]).as("sizes differ").isGreaterThan(8);
    double[] shares =
        online.entrySet().stream()
            .filter(e -> dossiers.get(e.getKey()) >= 100)
            .mapToDouble(e -> (double) e.getValue() / dossiers.get(e.getKey()))
            .sorted()
            .toArray();
    // Each commune's share lies in 60 to 90 %; its sample of a week scatters around it.
    assertThat(Arrays.stream(shares).average().orElseThrow()).isBetween(0.70, 0.80);
    assertThat(shares[0]).isGreaterThan(0.50);
    assertThat(shares[shares.length - 1]).isLessThan(0.97);
    assertThat(procedures).hasSizeGreaterThanOrEqualTo(30);
    assertThat((double) inWorkingHours / registered).isBetween(0.70, 0.90);
    assertThat((double) cash / succeeded).as("cash").isBetween(0.30, 0.50);
  }

  @Test
  void peakFillsTheCountryAndItsWindowEvenly() {
    SimulationOptions options = Runs.of("peak").events(100_003).build();
    Source source = Simulator.events(options, Roster.bundled(), WorkingCalendar.bundled());
    Instant from = Runs.FRIDAY.minusSeconds(7_200);
    Set<String> communes = new HashSet<>();
    Set<String> dossiers = new HashSet<>();
    Map<LocalDate, Integer> days = new HashMap<>();
    long[] quarters = new long[4];
    long events = 0;
    for (Draft draft = source.next(); draft != null; draft = source.next()) {
      events++;
      Event event = draft.event();
      assertThat(event.occurredAt().first()).isBetween(from, Runs.FRIDAY);
      long millis = event.occurredAt().first().toEpochMilli() - from.toEpochMilli();
      quarters[(int) (millis / 1_800_000)]++;
      communes.add(event.communeCode());
      if (event instanceof ServiceRequestEvent request && dossiers.add(request.dossierCode())) {
        days.merge(request.submittedAt().localDay(), 1, Integer::sum);
      }
    }
    assertThat(events).isEqualTo(100_003);
    assertThat(quarters)
        .doesNotHave(
            new Condition<>(
                all -> Arrays.stream(all).anyMatch(n -> Math.abs(n - 25_000) > 10), "uneven"));
    assertThat(communes.size()).isGreaterThan(3_000);
    assertThat(dossiers).hasSize(20_003);
    // Today, and the three working days before.
    assertThat(days.keySet())
        .containsExactlyInAnyOrder(
            LocalDate.of(2026, 11, 20),
            LocalDate.of(2026, 11, 19),
            LocalDate.of(2026, 11, 18),
            LocalDate.of(2026, 11, 17));
  }

  @Tag("slow")
  @Test
  void throughputIsPrinted() {
    for (String scenario : new String[] {"peak", "thanh-hoa-2022", "province-today"}) {
      long[] best = {Long.MAX_VALUE};
      int records = 100_000;
      for (int run = 0; run < 3; run++) {
        SimulationOptions.Builder options = Runs.of(scenario);
        Simulator simulator =
            Simulator.of(
                scenario.equals("peak") ? options.events(records).build() : options.build());
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < records; i++) {
          simulator.next();
        }
        best[0] = Math.min(best[0], threads.getCurrentThreadCpuTime() - start);
      }
      System.out.printf(
          Locale.ROOT,
          "%s: %.0f thousand records per second of one core%n",
          scenario,
          records * 1e6 / best[0]);
      assertThat(best[0]).isPositive();
    }
  }
}
