package vn.cds.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.lifecycle.Outcome;
import vn.cds.simulator.source.Source;

class DemoTest {

  private static Source source(SimulationOptions options) {
    return Simulator.events(options, Roster.bundled(), WorkingCalendar.bundled());
  }

  /** One minute past midnight, noon, a second before midnight, a holiday at night, a Sunday. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20T00:01:00+07:00",
        "2026-11-20T12:00:00+07:00",
        "2026-11-20T23:59:59+07:00",
        "2026-09-02T03:00:00+07:00",
        "2026-11-22T08:00:00+07:00"
      })
  void everyCommuneThatSendsHasItsDossiersOfToday(String time) {
    Instant now = OffsetDateTime.parse(time).toInstant();
    Instant midnight = VietnamTime.startOfDay(VietnamTime.localDay(now));
    SimulationOptions options = Runs.of("demo").from(now).rate(100).build();
    Truth truth = Simulator.of(options).truth();
    Source source = source(options);
    Map<String, Integer> received = new HashMap<>();
    Draft draft = source.next();
    int backlog = 0;
    // The first event of the live part has no other mark than that it follows the last of the past.
    for (int dossiers = 0; draft.sendAt() == now.toEpochMilli(); draft = source.next()) {
      backlog++;
      Event event = draft.event();
      assertThat(event.occurredAt().first()).isBetween(midnight, now);
      if (event instanceof ServiceRequestEvent request
          && request.submittedAt().localDay().equals(VietnamTime.localDay(now))) {
        if (draft.before() == null) {
          received.merge(request.communeCode(), 1, Integer::sum);
          dossiers++;
        }
        if (draft.after() == Outcome.DECLINED) {
          received.merge(request.communeCode(), -1, Integer::sum);
        }
      }
      assertThat(dossiers).isLessThan(30_000);
    }
    System.out.printf("%s: backlog of %d events%n", time, backlog);
    assertThat(received).hasSize(166 - truth.silentCommunes().size());
    assertThat(received.values()).allMatch(count -> count >= 60);
    assertThat(truth.silentCommunes()).hasSizeBetween(1, 10);
    assertThat(truth.dayLateCommunes()).hasSizeBetween(1, 12);
    assertThat(received).doesNotContainKeys(truth.silentCommunes().toArray(new String[0]));
  }

  @Test
  void liveEventsHappenWhenTheyAreSentAtTheRateAskedFor() {
    SimulationOptions options = Runs.of("demo").rate(80).backlog(false).build();
    Truth truth = Simulator.of(options).truth();
    Source source = source(options);
    int held = 0;
    int byDay = 0;
    for (int i = 0; i < 80 * 1_800; i++) {
      Draft draft = source.next();
      assertThat(draft.sendAt()).isEqualTo(Runs.FRIDAY.toEpochMilli() + i * 1000L / 80);
      TimeOrDay at = draft.event().occurredAt();
      if (at.isDay()) {
        byDay++;
        assertThat(at.localDay())
            .isEqualTo(VietnamTime.localDay(Instant.ofEpochMilli(draft.sendAt())));
        continue;
      }
      long delay = draft.sendAt() - at.word();
      if (truth.dayLateCommunes().contains(draft.event().communeCode())) {
        held++;
        assertThat(delay).isBetween(0L, 11 * 60_000L);
      } else {
        assertThat(delay).isZero();
      }
    }
    assertThat(held).as("bursts").isPositive();
    assertThat(byDay).as("known to the day").isBetween(80 * 18, 80 * 72);
  }

  @Test
  void aRunThatIsTakenUpAgainMakesNewMatters() {
    Set<String> first = dossiers(Runs.of("demo").build());
    Set<String> second =
        dossiers(Runs.of("demo").from(Runs.FRIDAY.plusSeconds(60)).backlog(false).build());
    assertThat(second).isNotEmpty().doesNotContainAnyElementsOf(first);
  }

  private static Set<String> dossiers(SimulationOptions options) {
    Source source = source(options);
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      if (source.next().event() instanceof ServiceRequestEvent request
          && request.status() == ServiceRequestStatus.REGISTERED) {
        codes.add(request.dossierCode());
      }
    }
    return codes;
  }

  @Test
  void theOfficesKeepUpWithTheirBacklog() {
    Simulator simulator = Simulator.of(Runs.of("demo").rate(50).build());
    for (int i = 0; i < 150_000; i++) {
      simulator.next();
    }
    long late = 0;
    long onTime = 0;
    for (Truth.CommuneTruth commune : simulator.truth().communes().values()) {
      late += commune.dossiers().get("late");
      onTime += commune.dossiers().get("on_time");
    }
    assertThat((double) onTime / (onTime + late)).isBetween(0.85, 0.98);
  }
}
