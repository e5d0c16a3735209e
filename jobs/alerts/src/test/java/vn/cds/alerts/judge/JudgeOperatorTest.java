package vn.cds.alerts.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertHeartbeat;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;

/** What the job tells, and that it tells it once, whatever happens to it. */
class JudgeOperatorTest {
  private static final WorkingCalendar CALENDAR = WorkingCalendar.bundled();
  private static final LocalDate MONDAY = LocalDate.of(2026, 9, 7);

  @TempDir static Path directory;

  @Test
  void nothingIsJudgedBeforeBothInputsWereRead() throws Exception {
    try (JudgeHarness job = JudgeHarness.open(roster(3), at(MONDAY, 9, 0))) {
      job.judge(at(MONDAY, 9, 1));
      assertThat(job.heartbeats()).isEmpty();
      job.caughtUp();
      job.judge(at(MONDAY, 9, 2));
      job.judge(at(MONDAY, 9, 2).plusSeconds(14));
      job.judge(at(MONDAY, 9, 2).plusSeconds(16));
      assertThat(job.heartbeats())
          .containsExactly(
              new AlertHeartbeat("90", at(MONDAY, 9, 2), 0),
              new AlertHeartbeat("90", at(MONDAY, 9, 2).plusSeconds(16), 0));
    }
  }

  @Test
  void whatFiresAtOnceHasTheSameIdAfterACrash() throws Exception {
    Roster roster = roster(3);
    OperatorSubtaskState before;
    List<AlertTransition> first;
    try (JudgeHarness job = JudgeHarness.open(roster, at(MONDAY, 7, 30))) {
      job.caughtUp();
      failedPayments(job, 1);
      before = job.snapshot(1);
      first = job.judge(at(MONDAY, 17, 0).plusSeconds(3));
      assertThat(job.told()).containsExactly("payment-failures 00001 FIRED");
    }
    // Nobody remembers the first telling; an hour has passed meanwhile.
    try (JudgeHarness job = JudgeHarness.restore(roster, at(MONDAY, 18, 5), before)) {
      job.caughtUp();
      List<AlertTransition> again = job.judge(at(MONDAY, 18, 5));
      assertThat(again)
          .extracting(AlertTransition::episode)
          .containsExactly(first.get(0).episode());
      OperatorSubtaskState after = job.snapshot(2);
      try (JudgeHarness next = JudgeHarness.restore(roster, at(MONDAY, 18, 6), after)) {
        next.caughtUp();
        assertThat(next.judge(at(MONDAY, 18, 6))).isEmpty();
        assertThat(next.heartbeats()).extracting(AlertHeartbeat::open).containsExactly(1);
      }
    }
  }

  @Test
  void aPendingEpisodeSurvivesACrash() throws Exception {
    Roster roster = roster(3);
    OperatorSubtaskState pending;
    List<AlertTransition> fired;
    try (JudgeHarness job = JudgeHarness.open(roster, at(MONDAY, 7, 30))) {
      job.caughtUp();
      backlogOfThreeDays(job);
      for (int i = 0; i < 60; i++) {
        job.dossier(JudgeHarness.code(1), "new-" + i, Observation.OVERDUE);
      }
      job.judge(at(MONDAY.plusDays(3), 8, 0));
      pending = job.snapshot(1);
      fired = judgeUntil(job, at(MONDAY.plusDays(3), 8, 10), at(MONDAY.plusDays(3), 11, 10));
      assertThat(job.told()).containsExactly("overdue-grows 00001 FIRED");
    }
    Instant later = at(MONDAY.plusDays(3), 8, 30);
    try (JudgeHarness job = JudgeHarness.restore(roster, later, pending)) {
      job.caughtUp();
      assertThat(judgeUntil(job, later, at(MONDAY.plusDays(3), 11, 25)))
          .extracting(AlertTransition::episode)
          .containsExactly(fired.get(0).episode());
    }
  }

  @Test
  void aSeriesThatFlapsTwentyTimesIsToldOnceAndEndsOnce() throws Exception {
    try (JudgeHarness job = JudgeHarness.open(roster(2), at(MONDAY, 7, 30))) {
      job.caughtUp();
      backlogOfThreeDays(job);
      LocalDate day = MONDAY.plusDays(3);
      setOverdue(job, 60);
      judgeUntil(job, at(day, 7, 40), at(day, 11, 0));
      assertThat(job.told()).containsExactly("overdue-grows 00001 FIRED");
      Instant now = at(day, 13, 30);
      for (int flap = 0; flap < 20; flap++) {
        setOverdue(job, flap % 2 == 0 ? 0 : 60);
        Instant end = CALENDAR.plusWorking(now, Duration.ofMinutes(90).toMillis());
        judgeUntil(job, now, end);
        now = end;
      }
      assertThat(job.told()).hasSize(1);
      setOverdue(job, 0);
      judgeUntil(job, now, CALENDAR.plusWorking(now, Duration.ofHours(10).toMillis()));
      assertThat(job.told())
          .containsExactly("overdue-grows 00001 FIRED", "overdue-grows 00001 RESOLVED");
    }
  }

  @Test
  void aStoppedSourceIsOneFeedAlertAndNoCommuneAlerts() throws Exception {
    try (JudgeHarness job = JudgeHarness.open(roster(20), at(MONDAY, 7, 30))) {
      job.caughtUp();
      LocalDate day = MONDAY.plusDays(8);
      run(job, MONDAY, day, List.of());
      assertThat(job.told()).isEmpty();
      runDay(job, day, List.of(Observation.Kind.SERVICE_REQUESTS), at(day, 9, 0), at(day, 10, 0));
      assertThat(job.told())
          .containsExactly("feed-service-requests 90 FIRED", "feed-service-requests 90 RESOLVED");
      System.out.printf(
          "the state of a commune is %.1f kB after nine days%n",
          job.snapshot(1).getStateSize() / 20e3);
      runDay(
          job,
          day.plusDays(1),
          List.of(Observation.Kind.values()),
          at(day.plusDays(1), 9, 0),
          at(day.plusDays(1), 10, 0));
      assertThat(job.told().subList(2, 4))
          .containsExactly("feed-all 90 FIRED", "feed-all 90 RESOLVED");
      assertThat(job.told()).hasSize(4);
    }
  }

  @Test
  void aThousandCommunesThatFailAtOnceAreAllTold() throws Exception {
    try (JudgeHarness job = JudgeHarness.open(roster(1000), at(MONDAY, 7, 30))) {
      job.caughtUp();
      failedPayments(job, 1000);
      for (int commune = 1; commune <= 1000; commune++) {
        for (int hour = 7; hour < 17; hour++) {
          int done = 1 + (commune + hour) % 40;
          int late = done < 20 ? 0 : commune % 3;
          job.hour(
              Observation.Kind.SERVICE_REQUESTS,
              JudgeHarness.code(commune),
              at(MONDAY, hour, 0),
              done,
              done - late,
              done);
        }
      }
      List<AlertTransition> fired = job.judge(at(MONDAY, 17, 0).plusSeconds(3));
      Set<UUID> episodes = new HashSet<>();
      fired.forEach(transition -> episodes.add(transition.episode()));
      assertThat(episodes).hasSize(1000);
      assertThat(fired).hasSize(1000);
      assertThat(job.judge(at(MONDAY, 17, 1))).isEmpty();
      assertThat(job.heartbeats().get(1).open()).isEqualTo(1000);
      long begin = System.nanoTime();
      for (int second = 1; second <= 50; second++) {
        assertThat(job.judge(at(MONDAY, 17, 1).plusSeconds(second))).isEmpty();
      }
      System.out.printf(
          "1,000 communes are judged in %.1f ms%n", (System.nanoTime() - begin) / 50e6);
    }
  }

  @Test
  void rulesChangeWhileTheJobRuns() throws Exception {
    Roster roster = roster(3);
    String bundled = RuleSet.bundledText();
    OperatorSubtaskState snapshot;
    try (JudgeHarness job = JudgeHarness.open(roster, at(MONDAY, 7, 30))) {
      job.caughtUp();
      failedPayments(job, 1);
      job.judge(at(MONDAY, 17, 0));
      job.rules(2, version(2, bundled).replace("target: 0.1\n", "target: 0.2\n"));
      job.judge(at(MONDAY, 17, 1));
      assertThat(job.told()).containsExactly("payment-failures 00001 FIRED");
      job.faultyRules("r.yaml:1: has no keys");
      job.rules(2, version(2, without("payment-failures", bundled)));
      snapshot = job.snapshot(1);
      assertThat(job.told()).as("a version again, and a faulty file, change nothing").hasSize(1);
    }
    try (JudgeHarness job = JudgeHarness.restore(roster, at(MONDAY, 17, 2), snapshot)) {
      job.caughtUp();
      job.rules(1, version(1, without("payment-failures", bundled)));
      job.judge(at(MONDAY, 17, 3));
      assertThat(job.told()).as("the rules of the topic are part of the state").isEmpty();
      job.rules(3, version(3, without("payment-failures", bundled)));
      assertThat(job.told()).containsExactly("payment-failures 00001 RESOLVED RULE_REMOVED");
      job.rules(4, version(4, bundled));
      job.judge(at(MONDAY, 17, 4));
      assertThat(job.told()).as("a rule that comes back begins anew").hasSize(1);
    }
  }

  @Test
  void aPausedRuleIsNotJudgedAndKeepsItsEpisodes() throws Exception {
    String bundled = RuleSet.bundledText();
    String paused =
        version(2, bundled)
            .replace("  - id: payment-failures\n", "  - id: payment-failures\n    paused: true\n");
    try (JudgeHarness job = JudgeHarness.open(roster(3), at(MONDAY, 7, 30))) {
      job.caughtUp();
      job.rules(2, paused);
      failedPayments(job, 1);
      assertThat(job.judge(at(MONDAY, 17, 0))).isEmpty();
      job.rules(3, version(3, bundled));
      assertThat(job.judge(at(MONDAY, 17, 1))).hasSize(1);
      job.rules(4, version(4, paused));
      judgeUntil(job, at(MONDAY.plusDays(2), 8, 0), at(MONDAY.plusDays(4), 8, 0));
      assertThat(job.told()).hasSize(1);
    }
  }

  @Test
  void communesEnterAndLeaveTheRosterWhileTheOthersStay() throws Exception {
    OperatorSubtaskState snapshot;
    try (JudgeHarness job = JudgeHarness.open(roster(3), at(MONDAY, 7, 30))) {
      job.caughtUp();
      failedPayments(job, 3);
      job.judge(at(MONDAY, 17, 0));
      assertThat(job.told()).hasSize(3);
      snapshot = job.snapshot(1);
    }
    try (JudgeHarness job = JudgeHarness.restore(roster(2), at(MONDAY, 17, 1), snapshot)) {
      snapshot = job.snapshot(2);
      assertThat(job.told())
          .as("told before the state forgets it")
          .containsExactly("payment-failures 00003 RESOLVED UNIT_REMOVED");
      job.caughtUp();
      assertThat(job.judge(at(MONDAY, 17, 2))).isEmpty();
    }
    try (JudgeHarness job = JudgeHarness.restore(roster(4), at(MONDAY, 17, 3), snapshot)) {
      job.caughtUp();
      failedPayments(job, 4);
      job.judge(at(MONDAY, 17, 3));
      assertThat(job.told())
          .containsExactly("payment-failures 00003 FIRED", "payment-failures 00004 FIRED");
    }
  }

  @Test
  void aRescaledJobGoesOnInOneOfItsSubtasks() throws Exception {
    Roster roster = roster(3);
    OperatorSubtaskState snapshot;
    try (JudgeHarness job = JudgeHarness.open(roster, at(MONDAY, 7, 30))) {
      job.caughtUp();
      job.rules(2, version(2, RuleSet.bundledText()));
      failedPayments(job, 1);
      job.judge(at(MONDAY, 17, 0));
      snapshot = job.snapshot(1);
    }
    List<Integer> open = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (JudgeHarness job = JudgeHarness.rescale(roster, at(MONDAY, 17, 1), snapshot, subtask)) {
        job.caughtUp();
        job.rules(2, version(2, without("payment-failures", RuleSet.bundledText())));
        assertThat(job.judge(at(MONDAY, 17, 2))).isEmpty();
        job.heartbeats().forEach(beat -> open.add(beat.open()));
        assertThat(job.told()).as("both know which rules stand").isEmpty();
      }
    }
    assertThat(open).containsExactly(1);
  }

  @Test
  void aRowWithALowerVersionIsPassedOver() throws Exception {
    try (JudgeHarness job = JudgeHarness.open(roster(1), at(MONDAY, 7, 30))) {
      job.caughtUp();
      for (int hour = 7; hour < 17; hour++) {
        job.observe(payments(hour, 9, 0));
        job.observe(payments(hour, 8, 20)); // sent again after a crash of the metric job
      }
      assertThat(job.judge(at(MONDAY, 17, 0))).isEmpty();
      for (int hour = 7; hour < 17; hour++) {
        job.observe(payments(hour, 10, 20));
      }
      assertThat(job.judge(at(MONDAY, 17, 0).plusSeconds(1))).hasSize(1);
    }
  }

  /** As after a crash of a metric job, before and after this one was rescaled. */
  @Test
  void aRecordThatIsRefusedCountsOnceHoweverOftenItIsListed() throws Exception {
    Roster roster = roster(1);
    OperatorSubtaskState snapshot;
    try (JudgeHarness job = JudgeHarness.open(roster, at(MONDAY, 7, 30))) {
      job.caughtUp();
      for (int hour = 7; hour < 17; hour++) {
        job.hour(Observation.Kind.PAYMENTS, JudgeHarness.code(1), at(MONDAY, hour, 0), 40, 0, 40);
      }
      refuse(job, 12);
      refuse(job, 12);
      snapshot = job.snapshot(1);
    }
    LocalDate next = MONDAY.plusDays(1);
    for (int refused : new int[] {12, 40}) {
      // The first of two subtasks has the province.
      try (JudgeHarness job = JudgeHarness.rescale(roster, at(next, 7, 30), snapshot, 0)) {
        job.caughtUp();
        refuse(job, refused);
        // 12 of 212 prove nothing; 24 of 224 would.
        judgeUntil(job, at(next, 7, 30), at(next, 11, 30));
        assertThat(job.told())
            .as("the commune is all of the province, %d refused", refused)
            .isEqualTo(refused == 12 ? List.of() : List.of("feed-rejected-or-late 90 FIRED"));
      }
    }
  }

  /** The first so many of the records that could not be read, in two partitions. */
  private static void refuse(JudgeHarness job, int count) throws Exception {
    for (int i = count - 1; i >= 0; i--) {
      job.observe(
          Observation.ofRefused(
              JudgeHarness.PROVINCE,
              JudgeHarness.code(1),
              Math.floorDiv(at(MONDAY, 15 + i % 2, 0).toEpochMilli(), Observation.HOUR_MILLIS),
              "cds.payments/" + i % 2,
              i / 2,
              0));
    }
  }

  @Test
  void stateIsAnEntryPerProvinceAndTimersAreNotPartOfIt() throws Exception {
    try (JudgeHarness job = JudgeHarness.open(roster(3), at(MONDAY, 7, 30))) {
      job.caughtUp();
      failedPayments(job, 3);
      job.judge(at(MONDAY, 17, 0));
      job.snapshot(1);
      job.snapshot(2);
      assertThat(job.stateEntries()).isEqualTo(1);
      assertThat(job.keyedTimers()).isZero();
    }
  }

  private static Observation payments(int hour, long version, long failed) {
    Instant at = at(MONDAY, hour, 0);
    return Observation.ofHour(
        Observation.Kind.PAYMENTS,
        JudgeHarness.PROVINCE,
        JudgeHarness.code(1),
        Math.floorDiv(at.toEpochMilli(), Observation.HOUR_MILLIS),
        version,
        20,
        failed,
        20,
        0,
        at.toEpochMilli());
  }

  /** Every payment of ten hours has failed. */
  private static void failedPayments(JudgeHarness job, int communes) throws Exception {
    for (int commune = 1; commune <= communes; commune++) {
      for (int hour = 7; hour < 17; hour++) {
        job.hour(
            Observation.Kind.PAYMENTS, JudgeHarness.code(commune), at(MONDAY, hour, 0), 20, 20, 20);
      }
    }
  }

  /** Two dossiers of the first commune are overdue on each of three days. */
  private static void backlogOfThreeDays(JudgeHarness job) throws Exception {
    job.dossier(JudgeHarness.code(1), "old-1", Observation.OVERDUE);
    job.dossier(JudgeHarness.code(1), "old-2", Observation.OVERDUE);
    for (int day = 0; day < 3; day++) {
      judgeUntil(job, at(MONDAY.plusDays(day), 8, 0), at(MONDAY.plusDays(day), 17, 20));
    }
    assertThat(job.told()).isEmpty();
  }

  private static void setOverdue(JudgeHarness job, int count) throws Exception {
    for (int i = 0; i < 60; i++) {
      // A row of the same day each time, or it would be another dossier.
      job.observe(
          Observation.ofDossier(
              JudgeHarness.PROVINCE,
              JudgeHarness.code(1),
              MONDAY.toEpochDay(),
              Long.MAX_VALUE,
              "new-" + i,
              i < count ? Observation.OVERDUE : Observation.ENDED,
              0));
    }
  }

  private static List<AlertTransition> judgeUntil(JudgeHarness job, Instant from, Instant to)
      throws Exception {
    List<AlertTransition> told = new ArrayList<>();
    for (Instant now = from; !now.isAfter(to); now = now.plusSeconds(600)) {
      told.addAll(job.judge(now));
    }
    return told;
  }

  private static void run(
      JudgeHarness job, LocalDate from, LocalDate to, List<Observation.Kind> stopped)
      throws Exception {
    for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
      runDay(job, day, stopped, at(day, 0, 0), at(day, 0, 0));
    }
  }

  /** Minutes of a day, in each of which every fourth commune sends an event of every stream. */
  private static void runDay(
      JudgeHarness job, LocalDate day, List<Observation.Kind> stopped, Instant from, Instant to)
      throws Exception {
    int[] counts = new int[24];
    for (Instant now = at(day, 7, 0); now.isBefore(at(day, 18, 0)); now = now.plusSeconds(60)) {
      if (CALENDAR.workingMillis(now.minusSeconds(60), now) == 0) {
        continue;
      }
      boolean isStopped = !now.isBefore(from) && now.isBefore(to);
      int hour = now.atZone(VietnamTime.ZONE).getHour();
      counts[hour]++;
      job.clock(now);
      for (int commune = 1; commune <= 20; commune++) {
        if ((commune + now.getEpochSecond() / 60) % 4 == 0) {
          for (Observation.Kind kind :
              List.of(
                  Observation.Kind.SERVICE_REQUESTS,
                  Observation.Kind.DOCUMENTS,
                  Observation.Kind.PAYMENTS)) {
            if (!isStopped || !stopped.contains(kind)) {
              job.hour(
                  kind, JudgeHarness.code(commune), at(day, hour, 0), 1 + counts[hour] / 4, 0, 0);
            }
          }
        }
      }
      job.judge(now);
    }
  }

  private static String version(int version, String yaml) {
    return yaml.replaceFirst("(?m)^version: \\d+$", "version: " + version);
  }

  private static String without(String rule, String yaml) {
    int from = yaml.indexOf("  - id: " + rule + "\n");
    int to = yaml.indexOf("  - id: ", from + 1);
    return yaml.substring(0, from) + (to < 0 ? "" : yaml.substring(to));
  }

  private static Roster roster(int communes) throws Exception {
    return JudgeHarness.roster(directory, communes);
  }

  private static Instant at(LocalDate day, int hour, int minute) {
    return VietnamTime.startOfDay(day).plusSeconds(hour * 3600L + minute * 60L);
  }
}
