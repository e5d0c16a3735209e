package vn.cds.alerts.rules.episode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.cds.alerts.rules.Seeds;
import vn.cds.alerts.rules.definition.RuleIndicator;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.time.WorkingCalendar;

/** What must hold for every input, on random ones: bursts, gaps, corrections, stopped feeds. */
class WatchPropertyTest {
  private static final RuleSet RULES = RuleSet.bundled();
  private static final WorkingCalendar CALENDAR = WorkingCalendar.bundled();
  private static final List<String> COMMUNES =
      List.of("c01", "c02", "c03", "c04", "c05", "c06", "c07", "c08", "c09", "c10");
  private static final Instant START = Instant.parse("2026-08-30T17:00:00Z");
  private static final int RUNS = 6;
  private static final int DAYS = 80;

  private record Row(RuleIndicator indicator, String commune, Instant hour, Ratio counts) {}

  private record Step(Instant now, List<Row> rows) {}

  @Test
  void episodesNeverOverlapEndOnceAndDoNotDependOnRestores() throws IOException {
    SplittableRandom random = Seeds.random("WatchPropertyTest");
    int fired = 0;
    for (int run = 0; run < RUNS; run++) {
      List<Step> steps = randomSteps(random.split());
      List<Transition> whole = run(steps, 0, random.split());
      checkEpisodes(whole);
      assertThat(run(steps, 0.02, random.split())).isEqualTo(whole);
      fired += whole.size();
    }
    assertThat(fired).as("transitions, or nothing was tested").isGreaterThan(50);
  }

  private static void checkEpisodes(List<Transition> transitions) {
    Map<Identity, UUID> open = new HashMap<>();
    Set<UUID> known = new HashSet<>();
    for (Transition transition : transitions) {
      if (transition.kind() == Transition.Kind.FIRED) {
        assertThat(open.put(transition.identity(), transition.episode())).isNull();
        assertThat(known.add(transition.episode())).isTrue();
      } else {
        assertThat(open.remove(transition.identity())).isEqualTo(transition.episode());
      }
      assertThat(transition.duration().isNegative()).isFalse();
    }
  }

  private static List<Transition> run(List<Step> steps, double restored, SplittableRandom random)
      throws IOException {
    List<Transition> transitions = new ArrayList<>();
    ProvinceMonitor monitor = new ProvinceMonitor(RULES, "p", COMMUNES, CALENDAR);
    for (Step step : steps) {
      for (Row row : step.rows) {
        monitor.observe(row.indicator, row.commune, row.hour, row.counts, step.now);
      }
      transitions.addAll(monitor.judge(step.now));
      if (random.nextDouble() < restored) {
        monitor = restore(monitor);
      }
    }
    return transitions;
  }

  private static ProvinceMonitor restore(ProvinceMonitor monitor) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    monitor.write(new DataOutputStream(bytes));
    ProvinceMonitor restored = new ProvinceMonitor(RULES, "p", COMMUNES, CALENDAR);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    restored.read(in);
    assertThat(in.read()).as("bytes left over").isEqualTo(-1);
    return restored;
  }

  /** Every unit switches now and then between good, bad and silent. */
  private static List<Step> randomSteps(SplittableRandom random) {
    Map<String, Integer> moods = new HashMap<>();
    boolean stopped = false;
    List<Step> steps = new ArrayList<>();
    for (Instant now = START;
        now.isBefore(START.plusSeconds(DAYS * 86_400L));
        now = now.plusSeconds(600 + random.nextLong(6000))) {
      stopped = random.nextDouble() < (stopped ? 0.8 : 0.01);
      boolean isWorked = CALENDAR.workingMillis(now.minusSeconds(3600), now) > 0;
      List<Row> rows = new ArrayList<>();
      for (String commune : COMMUNES) {
        for (RuleIndicator indicator : RuleIndicator.values()) {
          String unit = commune + indicator;
          if (random.nextDouble() < 0.03) {
            moods.put(unit, random.nextInt(4));
          }
          int mood = moods.getOrDefault(unit, 0);
          if (!stopped && mood != 3 && (isWorked || random.nextDouble() < 0.05)) {
            rows.add(row(indicator, commune, now, mood == 2, random));
          }
        }
      }
      steps.add(new Step(now, rows));
    }
    return steps;
  }

  private static Row row(
      RuleIndicator indicator, String commune, Instant now, boolean bad, SplittableRandom random) {
    boolean isHigherBetter = indicator == RuleIndicator.ON_TIME;
    int whole = indicator == RuleIndicator.DOCUMENT_EVENTS && bad ? 1 : 10 + random.nextInt(20);
    int part = bad == isHigherBetter ? random.nextInt(2) : whole - random.nextInt(2);
    Instant hour = now.minusSeconds(random.nextInt(10) == 0 ? random.nextLong(300_000) : 1);
    return new Row(indicator, commune, hour, new Ratio(part, whole));
  }
}
