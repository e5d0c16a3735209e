package vn.cds.alerts.rules.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.cds.alerts.rules.Seeds;
import vn.cds.alerts.rules.statistics.Hours;
import vn.cds.alerts.rules.statistics.Median;
import vn.cds.alerts.rules.statistics.MidP;
import vn.cds.alerts.rules.statistics.PeerGroup;
import vn.cds.alerts.rules.statistics.Ratio;
import vn.cds.alerts.rules.statistics.Wilson;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/** Each decision rule at figures worked out by hand or taken from its source. */
class DecisionRulesTest {
  private static final WorkingCalendar CALENDAR = WorkingCalendar.bundled();
  private static final LocalDate MONDAY = LocalDate.of(2026, 10, 5);

  @Test
  void wilsonBoundsAreThoseOfTheLiterature() {
    // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in
    // Medicine 17 (1998) 857–872, table I, method 3.
    check(new Ratio(81, 263), 0.2553, 0.3662);
    check(new Ratio(15, 148), 0.0624, 0.1605);
    check(new Ratio(0, 20), 0.0000, 0.1611);
    check(new Ratio(1, 29), 0.0061, 0.1718);
    assertThat(Wilson.lower(Ratio.NONE, 3)).isZero();
    assertThat(Wilson.upper(Ratio.NONE, 3)).isEqualTo(1);
  }

  private static void check(Ratio ratio, double lower, double upper) {
    assertThat(Wilson.lower(ratio, 1.959964)).isCloseTo(lower, within(0.00005));
    assertThat(Wilson.upper(ratio, 1.959964)).isCloseTo(upper, within(0.00005));
  }

  @Test
  void belowTargetNeedsTheUpperBoundOfADayOrTwoWindowsOfTheStrictOne() {
    TargetRule.Levels levels = new TargetRule.Levels(0.9, Better.HIGHER, 0.92, 4, 3, 1.96, 8);
    // 30 of 40: upper bound 0.858. 33 of 40: 0.914.
    assertThat(judgeDay(levels, new Ratio(30, 40))).isEqualTo(Condition.BREACH);
    assertThat(judgeDay(levels, new Ratio(33, 40))).isEqualTo(Condition.BETWEEN);
    assertThat(judgeDay(levels, new Ratio(37, 40))).isEqualTo(Condition.CLEAR);
    assertThat(judgeDay(levels, new Ratio(0, 7))).isEqualTo(Condition.NO_DATA);

    // A good morning hides a collapse from the slow speed, not from the fast one.
    TargetRule rule = new TargetRule(levels, CALENDAR);
    rule.observe(Hours.of(at(MONDAY, 8)), new Ratio(200, 200), at(MONDAY, 9));
    rule.observe(Hours.of(at(MONDAY, 10)), new Ratio(2, 10), at(MONDAY, 11));
    rule.observe(Hours.of(at(MONDAY, 14)), new Ratio(2, 10), at(MONDAY, 15));
    assertThat(rule.judge(at(MONDAY, 17), false, Peers.NONE).condition())
        .isEqualTo(Condition.HELD_BREACH);
    rule.observe(Hours.of(at(MONDAY, 14)), new Ratio(9, 10), at(MONDAY, 15)); // corrected
    assertThat(rule.judge(at(MONDAY, 17), false, Peers.NONE).condition())
        .isEqualTo(Condition.CLEAR);
  }

  @Test
  void theRollingDayLeavesOutDaysOfRest() {
    assertThat(Hours.dayBefore(Hours.of(at(MONDAY, 9)), CALENDAR))
        .isEqualTo(Hours.of(at(MONDAY.minusDays(3), 9)));
    assertThat(Hours.dayBefore(Hours.of(at(MONDAY.plusDays(1), 9)), CALENDAR))
        .isEqualTo(Hours.of(at(MONDAY, 9)));
    LocalDate afterTet = LocalDate.of(2025, 2, 3); // eight days of rest lie before it
    assertThat(Hours.dayBefore(Hours.of(at(afterTet, 9)), CALENDAR))
        .isEqualTo(Hours.of(at(afterTet.minusDays(5), 9)));
  }

  @Test
  void aShareThatMustBeLowIsHeldAgainstTheLowerBound() {
    TargetRule.Levels levels = new TargetRule.Levels(0.1, Better.LOWER, 0.06, 4, 3, 1.96, 8);
    // 8 of 40: lower bound 0.105. 7 of 40: 0.087.
    assertThat(judgeDay(levels, new Ratio(8, 40))).isEqualTo(Condition.BREACH);
    assertThat(judgeDay(levels, new Ratio(7, 40))).isEqualTo(Condition.BETWEEN);
    assertThat(judgeDay(levels, new Ratio(2, 40))).isEqualTo(Condition.CLEAR);
  }

  private static Condition judgeDay(TargetRule.Levels levels, Ratio day) {
    TargetRule rule = new TargetRule(levels, CALENDAR);
    rule.observe(Hours.of(at(MONDAY, 9)), day, at(MONDAY, 10));
    return rule.judge(at(MONDAY, 17), false, Peers.NONE).condition();
  }

  @Test
  void theFunnelIsWiderForSmallCommunesAndWherePeersVary() {
    List<Ratio> alike = new ArrayList<>(Collections.nCopies(20, new Ratio(36, 40)));
    PeerGroup group = PeerGroup.of(alike, 8);
    assertThat(group.centre()).isCloseTo(720.5 / 801, within(1e-12));
    assertThat(group.variation()).isZero();
    // Of 40 at 0.8995, P(28) / 2 and P(27 or fewer) are 0.000246 together.
    assertThat(group.score(new Ratio(28, 40))).isCloseTo(-3.4852, within(0.0005));
    assertThat(group.limit(40, group.score(new Ratio(28, 40)))).isCloseTo(0.7, within(1e-9));
    assertThat(group.limit(10, -3)).isLessThan(group.limit(40, -3));
    List<Ratio> varying = new ArrayList<>(Collections.nCopies(10, new Ratio(40, 40)));
    varying.addAll(Collections.nCopies(10, new Ratio(32, 40)));
    // True rates of 0.8 and 1 have a variance of 0.01, a record of them has one of 0.09.
    PeerGroup wide = PeerGroup.of(varying, 8);
    assertThat(wide.variation()).isCloseTo(0.01 / 0.09, within(0.015));
    Ratio small = new Ratio(7, 10);
    Ratio large = new Ratio(700, 1000);
    assertThat(MidP.score(small, wide.centre()) / wide.score(small)).isCloseTo(1.42, within(0.01));
    assertThat(MidP.score(large, wide.centre()) / wide.score(large)).isCloseTo(10.1, within(0.1));
    assertThat(PeerGroup.of(List.of(new Ratio(32, 40)), 8).variation()).isZero();

    PeerRule.Levels levels = new PeerRule.Levels(Better.HIGHER, 3, 1.5, 1, 8, 8);
    assertThat(judgePeer(levels, new Ratio(28, 40), group)).isEqualTo(Condition.BREACH);
    assertThat(judgePeer(levels, new Ratio(7, 10), group)).isEqualTo(Condition.BETWEEN);
    assertThat(judgePeer(levels, new Ratio(36, 40), group)).isEqualTo(Condition.CLEAR);
    PeerGroup seven = PeerGroup.of(alike.subList(0, 7), 8);
    assertThat(judgePeer(levels, new Ratio(0, 40), seven)).isEqualTo(Condition.NO_DATA);
  }

  @Test
  void aScoreIsThatOfTheExactChance() {
    assertThat(MidP.score(new Ratio(4, 4), 0.5)).isCloseTo(1.8627, within(0.0001)); // 31/32
    assertThat(MidP.score(new Ratio(0, 4), 0.5)).isCloseTo(-1.8627, within(0.0001));
    assertThat(MidP.score(new Ratio(9, 12), 0.977)).isCloseTo(-3.0344, within(0.0001));
    assertThat(MidP.share(4, 0.5, 2)).isEqualTo(1);
    assertThat(MidP.share(4, 0.5, -2)).isEqualTo(0);
  }

  @Test
  void scoresAreFiniteAndRiseWithTheShare() {
    SplittableRandom random = Seeds.random("scoresAreFiniteAndRiseWithTheShare");
    for (int i = 0; i < 20_000; i++) {
      long whole = (long) Math.exp(random.nextDouble(0, Math.log(4e9)));
      double rate = (random.nextLong(whole + 1) + 0.5) / (whole + 1);
      long part = random.nextBoolean() ? random.nextLong(whole) : (long) (rate * whole * 0.999);
      double score = MidP.score(new Ratio(part, whole), rate);
      double next = MidP.score(new Ratio(part + 1, whole), rate);
      String what = "%d of %d at %s".formatted(part, whole, rate);
      assertThat(score).as(what).isFinite().isLessThanOrEqualTo(next);
      if (Math.abs(score) < 30) {
        assertThat(score).as(what).isLessThan(next);
        assertThat(MidP.share(whole, rate, score) * whole).as(what).isCloseTo(part, within(1e-3));
      }
    }
  }

  /** Where the exact chance gives way to what it tends to, no step can be seen. */
  @Test
  void scoresOfLargeSamplesGoOn() {
    for (double share : new double[] {0.9766, 0.977, 0.9774, 0.97}) {
      double exact = MidP.score(new Ratio((long) (share * 1_000_000), 1_000_000), 0.977);
      double beyond = MidP.score(new Ratio((long) (share * 1_000_100), 1_000_100), 0.977);
      assertThat(beyond).isCloseTo(exact, within(0.02));
    }
  }

  private static Condition judgePeer(PeerRule.Levels levels, Ratio own, PeerGroup group) {
    PeerRule rule = new PeerRule(levels, CALENDAR);
    rule.observe(Hours.of(at(MONDAY, 9)), own, at(MONDAY, 10));
    return rule.judge(at(MONDAY, 17), false, new Peers(List.of(group))).condition();
  }

  @Test
  void someDaysTellOfASmallCommuneWhatOneDayCannot() {
    PeerGroup day = PeerGroup.of(Collections.nCopies(20, new Ratio(39, 40)), 6);
    PeerGroup two = PeerGroup.of(Collections.nCopies(20, new Ratio(78, 80)), 6);
    PeerGroup three = PeerGroup.of(Collections.nCopies(20, new Ratio(117, 120)), 6);
    Peers peers = new Peers(List.of(day, two, three));
    PeerRule rule = new PeerRule(new PeerRule.Levels(Better.HIGHER, 3.2, 1, 3, 8, 6), CALENDAR);
    List<Condition> conditions = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    LocalDate friday = MONDAY.plusDays(4); // the windows reach over the weekend
    List<Ratio> days =
        List.of(
            new Ratio(4, 6), // too few to stand out
            new Ratio(4, 6),
            new Ratio(12, 12), // well again by its day, which counts when no window lags
            new Ratio(1, 1)); // only longer windows have enough
    for (int i = 0; i < days.size(); i++) {
      LocalDate date = friday.plusDays(i == 0 ? 0 : i + 2L);
      rule.observe(Hours.of(at(date, 9)), days.get(i), at(date, 10));
      Verdict verdict = rule.judge(at(date, 17), false, peers);
      conditions.add(verdict.condition());
      sizes.add(verdict.reading().n());
    }
    assertThat(conditions)
        .containsExactly(Condition.BETWEEN, Condition.BREACH, Condition.CLEAR, Condition.CLEAR);
    assertThat(sizes).containsExactly(6L, 12L, 24L, 19L);
  }

  @Test
  void ownHistoryComparesTheSameWeekdaysAndHours() {
    assertThat(Median.of(new double[] {1, 1, 2, 2, 4, 6, 9})).isEqualTo(2);
    assertThat(Median.deviation(new double[] {1, 1, 2, 2, 4, 6, 9}, 2)).isEqualTo(1.4826);

    OwnHistoryRule rule =
        new OwnHistoryRule(new OwnHistoryRule.Levels(10, 8, 4, 3, 1, 0.15, 15), CALENDAR);
    LocalDate day = MONDAY.minusWeeks(7);
    while (day.isBefore(MONDAY)) {
      // Mondays are busy, other days are not: 50 against 10.
      work(rule, day, day.getDayOfWeek().getValue() == 1 ? 5 : 1, false);
      day = day.plusDays(1);
    }
    assertThat(work(rule, MONDAY, 5, false).condition()).isEqualTo(Condition.CLEAR);
    assertThat(work(rule, MONDAY.plusWeeks(1), 1, false).condition()).isEqualTo(Condition.BREACH);
  }

  @Test
  void ownHistoryIsNotLearntWhileAnEpisodeIsOpen() {
    OwnHistoryRule rule =
        new OwnHistoryRule(new OwnHistoryRule.Levels(10, 8, 4, 3, 1, 0.15, 15), CALENDAR);
    for (LocalDate day = MONDAY.minusWeeks(7); day.isBefore(MONDAY); day = day.plusDays(1)) {
      work(rule, day, 4, false);
    }
    Verdict verdict = null;
    for (int day = 0; day < 70; day++) {
      if (CALENDAR.isWorkingDay(MONDAY.plusDays(day))) {
        verdict = work(rule, MONDAY.plusDays(day), 1, day > 0);
      }
    }
    assertThat(verdict.condition()).isEqualTo(Condition.BREACH);
    assertThat(verdict.reading().target()).isEqualTo(40);
  }

  @Test
  void hoursOfABrokenFeedAreNotHeldAgainstAUnit() {
    for (boolean muted : new boolean[] {false, true}) {
      OwnHistoryRule rule =
          new OwnHistoryRule(new OwnHistoryRule.Levels(10, 8, 4, 3, 1, 0.15, 15), CALENDAR);
      for (LocalDate day = MONDAY.minusWeeks(7); day.isBefore(MONDAY); day = day.plusDays(1)) {
        work(rule, day, 4, false);
      }
      Verdict verdict = null;
      for (int hour = 7; hour <= 18; hour++) {
        if (muted) {
          rule.muted(at(MONDAY, hour));
        } else {
          verdict = rule.judge(at(MONDAY, hour), false, Peers.NONE);
        }
      }
      verdict = muted ? work(rule, MONDAY.plusDays(1), 4, false) : verdict;
      assertThat(verdict.condition()).isEqualTo(muted ? Condition.CLEAR : Condition.BREACH);
    }
  }

  /** A day of ten hours with work in them, of the same count each; gives the verdict at its end. */
  private static Verdict work(OwnHistoryRule rule, LocalDate day, int count, boolean frozen) {
    for (int hour : new int[] {7, 8, 9, 10, 11, 13, 14, 15, 16, 17}) {
      rule.observe(Hours.of(at(day, hour)), Ratio.count(count), at(day, hour + 1));
    }
    return rule.judge(at(day, 18), frozen, Peers.NONE);
  }

  @Test
  void silenceIsJudgedByTheExpectedRateInWorkingTime() {
    SilenceRule rule = new SilenceRule(new SilenceRule.Levels(0.001, 0.5, 20, 5), CALENDAR);
    LocalDate friday = MONDAY.plusDays(4);
    for (LocalDate day = MONDAY.minusDays(7); day.isBefore(friday); day = day.plusDays(1)) {
      if (CALENDAR.isWorkingDay(day)) {
        rule.observe(Hours.of(at(day, 9)), Ratio.count(16), at(day, 10)); // λ = 2 per hour
        rule.judge(at(day, 18), false, Peers.NONE);
      }
    }
    rule.observe(Hours.of(at(friday, 15)), Ratio.count(1), at(friday, 16));
    LocalDate monday = friday.plusDays(3);
    // From Friday 16:00 to Monday 09:00: 3 working hours, P(0) = e^-6 = 0.0025.
    assertThat(rule.judge(at(monday, 9), false, Peers.NONE).condition())
        .isEqualTo(Condition.BETWEEN);
    // To 10:00: 4 hours, e^-8 = 0.0003.
    Verdict silent = rule.judge(at(monday, 10), false, Peers.NONE);
    assertThat(silent.condition()).isEqualTo(Condition.BREACH);
    assertThat(silent.reading().value()).isEqualTo(4);
    assertThat(silent.reading().upper()).isCloseTo(Math.log(1000) / 2, within(1e-9));
    rule.observe(Hours.of(at(monday, 9)), Ratio.count(1), at(monday, 10)); // arrived late
    assertThat(rule.judge(at(monday, 10), true, Peers.NONE).condition()).isEqualTo(Condition.CLEAR);
  }

  @Test
  void aCommuneThatNeverSendsDailyIsNotExpectedTo() {
    SilenceRule rule = new SilenceRule(new SilenceRule.Levels(0.001, 0.5, 20, 5), CALENDAR);
    for (int day = 0; day < 35; day++) {
      if (day % 7 == 4) { // a week at once, on Fridays
        rule.observe(
            Hours.of(at(MONDAY.plusDays(day), 9)), Ratio.count(80), at(MONDAY.plusDays(day), 10));
      }
      if (CALENDAR.isWorkingDay(MONDAY.plusDays(day))) {
        assertThat(rule.judge(at(MONDAY.plusDays(day), 17), false, Peers.NONE).condition())
            .isIn(Condition.NO_DATA, Condition.CLEAR);
      }
    }
  }

  @Test
  void theBacklogGrowsWhenItDoesSoBeyondChance() {
    BacklogRule rule = new BacklogRule(new BacklogRule.Levels(3, 1, 5, 3, 10));
    for (int day = 0; day < 4; day++) {
      backlog(rule, MONDAY.plusDays(day), 9, false);
    }
    // √2·(√(a+⅜) − √9.375) > 3 from a = 27 on: (3.0619 + 2.1213)² − ⅜ = 26.49.
    Verdict usual = backlog(rule, MONDAY.plusDays(4), 26, false);
    assertThat(usual.condition()).isEqualTo(Condition.BETWEEN);
    assertThat(usual.reading().upper()).isCloseTo(26.49, within(0.01));
    assertThat(backlog(rule, MONDAY.plusDays(4), 27, false).condition())
        .isEqualTo(Condition.BREACH);
    for (int day = 7; day < 60; day++) {
      assertThat(backlog(rule, MONDAY.plusDays(day), 40, true).condition())
          .isEqualTo(Condition.BREACH);
    }
    assertThat(backlog(rule, MONDAY.plusDays(60), 10, true).condition()).isEqualTo(Condition.CLEAR);
  }

  private static Verdict backlog(BacklogRule rule, LocalDate day, long count, boolean frozen) {
    rule.observe(Hours.of(at(day, 9)), new Ratio(count, count + 50), at(day, 10));
    return rule.judge(at(day, 17), frozen, Peers.NONE);
  }

  private static Instant at(LocalDate day, int hour) {
    return day.atTime(LocalTime.of(hour, 0)).atZone(VietnamTime.ZONE).toInstant();
  }
}
