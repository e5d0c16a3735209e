package vn.cds.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.cds.alerts.rules.definition.RuleIndicator;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.alerts.rules.episode.ProvinceMonitor;
import vn.cds.alerts.rules.episode.Transition;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/** A broken feed is told as a broken feed; a silent commune as a silent commune. */
class FeedTest {
  private static final WorkingCalendar CALENDAR = WorkingCalendar.bundled();
  private static final LocalDate FIRST = LocalDate.of(2026, 9, 21);
  private static final LocalDate DAY = LocalDate.of(2026, 10, 6);
  private static final int COMMUNES = 166;
  private static final double EVENTS_PER_HOUR = 5;

  private final SplittableRandom random = Seeds.random("FeedTest");
  private final List<String> communes =
      IntStream.range(0, COMMUNES).mapToObj(i -> "c" + i).toList();
  private final ProvinceMonitor monitor =
      new ProvinceMonitor(silenceRules(), "38", communes, CALENDAR);
  private final Map<String, Long> counts = new HashMap<>();
  private final List<Transition> told = new ArrayList<>();

  private static RuleSet silenceRules() {
    RuleSet bundled = RuleSet.bundled();
    return new RuleSet(
        bundled.version(),
        List.of(bundled.rule("feed-service-requests"), bundled.rule("no-service-requests")));
  }

  @Test
  void aSourceStoppedForAnHourIsOneFeedAlertAndNoCommuneAlerts() {
    Instant from = at(DAY, Duration.ofMinutes(8 * 60 + 45));
    run(at(DAY.plusDays(3), Duration.ZERO), "", from, from.plusSeconds(3600));
    assertThat(told)
        .extracting(transition -> transition.identity().rule() + " " + transition.kind())
        .containsExactly("feed-service-requests FIRED", "feed-service-requests RESOLVED");
    assertThat(Duration.between(from, told.get(0).at())).isLessThan(Duration.ofMinutes(10));
    assertThat(told.get(1).worst()).isBetween(0.9, 1.1); // hours of silence
  }

  @Test
  void aSilentCommuneStaysOpenUntilItSendsAgain() {
    Instant from = at(DAY, Duration.ofHours(9));
    run(at(DAY.plusDays(14), Duration.ZERO), "c7", from, at(DAY.plusDays(9), Duration.ofHours(9)));
    assertThat(told)
        .extracting(transition -> transition.identity().rule() + " " + transition.identity().unit())
        .containsExactly("no-service-requests c7", "no-service-requests c7");
    assertThat(told.get(1).kind()).isEqualTo(Transition.Kind.RESOLVED);
    assertThat(told.get(1).at()).isAfter(at(DAY.plusDays(9), Duration.ofHours(9)));
  }

  /** Minutes of working time, in each of which every commune sends what chance gives. */
  private void run(Instant end, String silent, Instant from, Instant to) {
    for (Instant now = at(FIRST, Duration.ZERO); now.isBefore(end); now = now.plusSeconds(60)) {
      Instant minute = now.minusSeconds(60);
      if (CALENDAR.workingMillis(minute, now) == 0) {
        continue;
      }
      boolean isStopped = !minute.isBefore(from) && minute.isBefore(to);
      Instant hour = Hours.start(Hours.of(minute));
      for (String commune : communes) {
        boolean sends = !isStopped || !(silent.isEmpty() || silent.equals(commune));
        if (sends && random.nextDouble() < EVENTS_PER_HOUR / 60) {
          long count = counts.merge(commune + hour, 1L, Long::sum);
          monitor.observe(
              RuleIndicator.SERVICE_REQUEST_EVENTS, commune, hour, Ratio.count(count), now);
        }
      }
      told.addAll(monitor.judge(now));
    }
  }

  private static Instant at(LocalDate day, Duration time) {
    return VietnamTime.startOfDay(day).plus(time);
  }
}
