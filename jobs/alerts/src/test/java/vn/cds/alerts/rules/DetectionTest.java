package vn.cds.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.alerts.rules.decision.Peers;
import vn.cds.alerts.rules.definition.Rule;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.alerts.rules.episode.Transition;
import vn.cds.alerts.rules.episode.Watch;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.Median;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/**
 * How well the bundled rules find what lags: simulated provinces of 166 communes over 28 days,
 * after some weeks of history, 20 seeds, with a tenth of the communes made to lag at some time, and
 * again with none. The figures stand in docs/adr/0004-alert-rules.md.
 */
class DetectionTest {
  private static final WorkingCalendar CALENDAR = WorkingCalendar.bundled();

  /** Those bundled; {@code -Dcds.rules=FILE} measures others. */
  private static final RuleSet RULES =
      System.getProperty("cds.rules") == null
          ? RuleSet.bundled()
          : RuleSet.read(Path.of(System.getProperty("cds.rules")));

  private static final LocalDate FIRST = LocalDate.of(2026, 9, 28);
  private static final int DAYS = 28;
  private static final int COMMUNES = 166;
  private static final int LAGGING = 17;
  private static final int SEEDS = 20;

  /** A small part of the measurement, for every change. */
  private static final int FEW_SEEDS = 8;

  /** {@code -Dcds.first.seed} measures others. */
  private static final int FIRST_SEED = Integer.getInteger("cds.first.seed", 1);

  /** What a series looks like well and lagging. */
  @SuppressWarnings("ImmutableEnumChecker") // nothing of it changes
  enum Case {
    ON_TIME("on-time-below-target", 2, 24),
    HISTORY("documents-below-own-history", 6, 16),
    PEERS("on-time-below-peers", 2, 24),
    SILENCE("no-service-requests", 2, 16),
    BACKLOG("overdue-grows", 2, 24),
    PAYMENTS("payment-failures", 2, 16),
    REJECTS("rejected-or-late", 2, 16);

    private final Rule rule;
    private final int weeksBefore;

    /** Working hours within which a lag must be found. */
    private final double inTime;

    Case(String rule, int weeksBefore, double inTime) {
      this.rule = RULES.rule(rule);
      this.weeksBefore = weeksBefore;
      this.inTime = inTime;
    }
  }

  /** One commune's generator. */
  private static final class Commune {
    private final Case kind;
    private final SplittableRandom random;
    private final double perDay;
    private final double share;
    private final double laggingShare;
    private final Watch watch;
    private Instant lagFrom = Instant.MAX;
    private Instant lagTo = Instant.MIN;
    private Instant found;
    private int falseAlerts;
    private double dayFactor = 1;
    private long backlog;

    Commune(Case kind, String code, SplittableRandom random) {
      this.kind = kind;
      this.random = random;
      // Documents or records of all kinds; dossiers or payments.
      double median = kind == Case.REJECTS || kind == Case.HISTORY ? 80 : 16;
      this.perDay = Math.max(4, median * Math.exp(0.5 * gauss(random)));
      this.share =
          switch (kind) {
            case PAYMENTS -> random.nextDouble(0.005, 0.03);
            case REJECTS -> random.nextDouble(0.002, 0.015);
            default -> random.nextDouble(0.96, 0.995);
          };
      this.laggingShare =
          switch (kind) {
            case HISTORY -> random.nextDouble(0.1, 0.3); // of the usual count
            case PAYMENTS -> random.nextDouble(0.4, 0.7);
            case REJECTS -> random.nextDouble(0.2, 0.6);
            default -> random.nextDouble(0.3, 0.6);
          };
      this.backlog = poisson(random, usualBacklog());
      this.watch = new Watch(kind.rule, code, CALENDAR);
    }

    /** Three to five working days, from some working hour on. */
    void lag() {
      Instant begin;
      do {
        begin = VietnamTime.startOfDay(FIRST).plusSeconds(random.nextInt((DAYS - 9) * 24) * 3600L);
      } while (CALENDAR.workingMillis(begin, begin.plusSeconds(3600)) == 0);
      lagFrom = begin;
      lagTo = CALENDAR.plusWorking(begin, Duration.ofHours(8).toMillis() * random.nextInt(3, 6));
    }

    boolean isLagging(Instant hour) {
      return !hour.isBefore(lagFrom) && hour.isBefore(lagTo);
    }

    void newDay() {
      dayFactor = Math.exp(0.15 * gauss(random));
    }

    void work(Instant hour, double worked, Instant now) {
      ZonedDateTime local = hour.atZone(VietnamTime.ZONE);
      double busy = local.getHour() < 12 ? 1.2 : 0.8;
      double weekday = 1.3 - 0.1 * local.getDayOfWeek().getValue(); // Mondays are the busiest
      double expected = perDay / 8 * worked * busy * dayFactor * weekday;
      boolean lags = isLagging(hour);
      watch.observe(hour, counts(expected, worked, lags), now);
    }

    private Ratio counts(double expected, double worked, boolean lags) {
      return switch (kind) {
        case SILENCE -> Ratio.count(lags ? 0 : poisson(random, expected));
        case HISTORY -> Ratio.count(poisson(random, expected * (lags ? laggingShare : 1)));
        case BACKLOG -> {
          // Each overdue dossier is finished within two days in the mean.
          backlog +=
              poisson(random, usualBacklog() / 16 * worked * (lags ? 2 + 10 * laggingShare : 1));
          backlog -= binomial(random, backlog, worked / 16 * (lags ? 0.3 : 1));
          yield new Ratio(backlog, backlog + 100);
        }
        default -> {
          long whole = poisson(random, expected);
          yield new Ratio(binomial(random, whole, lags ? laggingShare : share), whole);
        }
      };
    }

    private double usualBacklog() {
      return perDay / 2;
    }

    void judge(Instant now, Peers peers) {
      Optional<Transition> transition = watch.judge(now, false, peers);
      if (now.isBefore(VietnamTime.startOfDay(FIRST)) || transition.isEmpty()) {
        return;
      }
      if (transition.get().kind() == Transition.Kind.FIRED) {
        if (found == null && !now.isBefore(lagFrom) && !now.isAfter(lagTo)) {
          found = now;
        } else {
          falseAlerts++;
        }
      }
    }
  }

  private static double gauss(SplittableRandom random) {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private static long poisson(SplittableRandom random, double mean) {
    double limit = Math.exp(-mean);
    long count = -1;
    for (double product = 1; product > limit; product *= random.nextDouble()) {
      count++;
    }
    return Math.max(0, count);
  }

  private static long binomial(SplittableRandom random, long n, double p) {
    long count = 0;
    for (long i = 0; i < n; i++) {
      count += random.nextDouble() < p ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void nearlyAllThatLagsIsFoundAndLittleElse(Case kind) {
    assertFound(kind, FEW_SEEDS);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(Case.class)
  void nearlyAllThatLagsIsFoundAndLittleElseOverAllSeeds(Case kind) {
    assertFound(kind, SEEDS);
  }

  private static void assertFound(Case kind, int seeds) {
    List<Double> delays = new ArrayList<>();
    int falseAlerts = 0;
    for (int seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      for (Commune commune : simulate(kind, seed, LAGGING)) {
        falseAlerts += commune.falseAlerts;
        if (commune.found != null) {
          delays.add(CALENDAR.workingMillis(commune.lagFrom, commune.found) / 3_600_000.0);
        }
      }
    }
    double[] sorted = delays.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double lags = LAGGING * seeds;
    double inTime = Arrays.stream(sorted).filter(delay -> delay <= kind.inTime).count() / lags;
    double precision = sorted.length / (double) (sorted.length + falseAlerts);
    System.out.printf(
        "%s: precision %.3f, recall %.3f (%.3f within %.0f working hours), delay in working hours: median %.1f, p95"
            + " %.1f, seeds from %d%n",
        kind.rule.id(),
        precision,
        sorted.length / lags,
        inTime,
        kind.inTime,
        Median.of(sorted),
        sorted[(int) (sorted.length * 0.95)],
        FIRST_SEED);
    assertThat(precision).as("precision").isGreaterThanOrEqualTo(0.95);
    assertThat(sorted.length / lags).as("recall").isGreaterThanOrEqualTo(0.95);
    assertThat(inTime).as("recall in time").isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void whenNothingLagsNearlyNothingIsTold() {
    assertNearlyNothingIsTold(FEW_SEEDS);
  }

  @Tag("slow")
  @Test
  void whenNothingLagsNearlyNothingIsToldOverAllSeeds() {
    assertNearlyNothingIsTold(SEEDS);
  }

  private static void assertNearlyNothingIsTold(int seeds) {
    int[] bySeed = new int[seeds];
    for (Case kind : Case.values()) {
      int ofRule = 0;
      for (int seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
        for (Commune commune : simulate(kind, 1000 + seed, 0)) {
          bySeed[seed - FIRST_SEED] += commune.falseAlerts;
          ofRule += commune.falseAlerts;
        }
      }
      System.out.printf(
          "%s: %.3f false alerts per province and week%n",
          kind.rule.id(), ofRule / (seeds * DAYS / 7.0));
    }
    System.out.println("false alerts of all rules in 28 days, by seed: " + Arrays.toString(bySeed));
    assertThat(Arrays.stream(bySeed).max().orElseThrow() / (DAYS / 7.0))
        .as("false alerts per province and week, the worst seed")
        .isLessThanOrEqualTo(1);
  }

  private static List<Commune> simulate(Case kind, int seed, int lagging) {
    SplittableRandom random = new SplittableRandom(seed * 31L + kind.name().hashCode());
    List<Commune> communes = new ArrayList<>();
    for (int i = 0; i < COMMUNES; i++) {
      communes.add(new Commune(kind, "c" + i, random.split()));
      if (i < lagging) {
        communes.get(i).lag();
      }
    }
    for (LocalDate day = FIRST.minusWeeks(kind.weeksBefore);
        day.isBefore(FIRST.plusDays(DAYS));
        day = day.plusDays(1)) {
      communes.forEach(Commune::newDay);
      for (int hour = 7; hour <= 17; hour++) {
        Instant begin = VietnamTime.startOfDay(day).plus(Duration.ofHours(hour));
        Instant now = begin.plusSeconds(3600);
        double worked = CALENDAR.workingMillis(begin, now) / 3_600_000.0;
        if (worked > 0) {
          communes.forEach(commune -> commune.work(begin, worked, now));
          Peers peers =
              Watch.peers(kind.rule, communes.stream().map(one -> one.watch).toList(), now);
          communes.forEach(commune -> commune.judge(now, peers));
        }
      }
    }
    return communes;
  }

  /**
   * A feed is silent or broken only when it is: in 28 days of a small province, where chance gives
   * the longest gaps, nobody is told of a feed, and of each that stops for an hour it is told once.
   */
  @ParameterizedTest
  @ValueSource(strings = {"feed-all", "feed-service-requests", "feed-documents", "feed-payments"})
  void aFeedIsToldOfWhenItStopsAndNeverElse(String id) {
    double perHour =
        60.0 / 8 * (id.equals("feed-documents") ? 80 : id.equals("feed-all") ? 112 : 16);
    for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed * 31L + id.hashCode());
      Watch watch = new Watch(RULES.rule(id), "38", CALENDAR);
      List<Instant> fired = new ArrayList<>();
      LocalDate last = FIRST.plusDays(DAYS); // a Monday
      Instant stops = VietnamTime.startOfDay(last).plus(Duration.ofHours(9));
      for (LocalDate day = FIRST.minusWeeks(2); !day.isAfter(last); day = day.plusDays(1)) {
        double busy = 1.3 - 0.1 * day.getDayOfWeek().getValue();
        double usual = perHour / 60 * busy * Math.exp(0.15 * gauss(random));
        Map<Long, Long> counts = new HashMap<>();
        for (int minute = 7 * 60; minute < 18 * 60; minute++) {
          Instant begin = VietnamTime.startOfDay(day).plus(Duration.ofMinutes(minute));
          Instant now = begin.plusSeconds(60);
          boolean stopped = !begin.isBefore(stops) && begin.isBefore(stops.plusSeconds(3600));
          if (CALENDAR.workingMillis(begin, now) == 0) {
            continue;
          }
          long events = stopped ? 0 : poisson(random, usual * (minute < 12 * 60 ? 1.2 : 0.8));
          if (events > 0) {
            long hour = Hours.of(begin);
            watch.observe(begin, Ratio.count(counts.merge(hour, events, Long::sum)), now);
          }
          watch
              .judge(now, false, Peers.NONE)
              .filter(told -> told.kind() == Transition.Kind.FIRED)
              .ifPresent(told -> fired.add(now));
        }
      }
      assertThat(fired).as("seed %d", seed).hasSize(1);
      assertThat(Duration.between(stops, fired.get(0)))
          .as("seed %d", seed)
          .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(30));
    }
  }
}
