package vn.cds.alerts.rules.episode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.cds.alerts.rules.decision.Condition;
import vn.cds.alerts.rules.decision.Reading;
import vn.cds.alerts.rules.decision.Verdict;
import vn.cds.alerts.rules.definition.HoldClock;
import vn.cds.alerts.rules.definition.Timing;
import vn.cds.contract.time.WorkingCalendar;

class EpisodeTest {
  private static final Instant START = Instant.parse("2026-10-05T01:00:00Z"); // Monday 08:00
  private static final Timing TIMING =
      new Timing(
          Duration.ofHours(2), Duration.ofHours(4), HoldClock.WALL, WorkingCalendar.bundled());

  private Episode episode = Episode.NONE;
  private final List<String> told = new ArrayList<>();

  @Test
  void firesAfterTheHoldAndEndsAfterTheClearHold() {
    at(0, Condition.BREACH, 5);
    at(60, Condition.BREACH, 9);
    assertThat(told).isEmpty();
    at(120, Condition.BREACH, 3);
    at(180, Condition.CLEAR, 0);
    at(300, Condition.CLEAR, 0);
    assertThat(told).containsExactly("120 FIRED worst 9.0 since 0");
    at(420, Condition.CLEAR, 0);
    assertThat(told)
        .containsExactly("120 FIRED worst 9.0 since 0", "420 RESOLVED worst 9.0 since 0");
    assertThat(episode).isEqualTo(Episode.NONE);
  }

  @Test
  void anythingBetterEndsWhatIsPending() {
    at(0, Condition.BREACH, 1);
    at(100, Condition.BETWEEN, 0);
    at(130, Condition.BREACH, 1);
    at(240, Condition.BREACH, 1);
    assertThat(told).isEmpty();
    at(250, Condition.BREACH, 1);
    assertThat(told).hasSize(1);
  }

  @Test
  void noDataNeitherCountsAsHeldNorEndsAnything() {
    at(0, Condition.BREACH, 1);
    at(60, Condition.BREACH, 1);
    at(90, Condition.NO_DATA, 0);
    at(900, Condition.BREACH, 1);
    assertThat(told).isEmpty();
    at(960, Condition.BREACH, 1);
    assertThat(told).containsExactly("960 FIRED worst 1.0 since 0");
    for (int minute = 1000; minute < 100_000; minute += 60) {
      at(minute, Condition.NO_DATA, 0);
    }
    assertThat(episode.isOpen()).isTrue();
    at(100_000, Condition.CLEAR, 0);
    at(100_100, Condition.NO_DATA, 0);
    at(200_000, Condition.CLEAR, 0);
    assertThat(episode.isOpen()).isTrue();
    at(200_240, Condition.CLEAR, 0);
    assertThat(told).hasSize(2);
  }

  @Test
  void aSeriesThatFlapsTwentyTimesIsToldOnceAndEndsOnce() {
    for (int minute = 0; minute <= 180; minute += 30) {
      at(minute, Condition.BREACH, 1);
    }
    int minute = 180;
    for (int flap = 0; flap < 20; flap++) {
      for (int step = 0; step < 6; step++) { // three hours, below the clear hold of four
        at(minute += 30, Condition.CLEAR, 0);
      }
      for (int step = 0; step < 6; step++) { // above the hold
        at(minute += 30, flap % 2 == 0 ? Condition.BREACH : Condition.BETWEEN, 1);
      }
    }
    for (int step = 0; step < 20; step++) {
      at(minute += 30, Condition.CLEAR, 0);
    }
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).contains("FIRED");
    assertThat(told.get(1)).contains("RESOLVED");
  }

  @Test
  void aSeriesThatFlapsFasterThanTheHoldIsNeverTold() {
    for (int minute = 0; minute < 10_000; minute += 30) {
      at(minute, minute % 120 == 0 ? Condition.BETWEEN : Condition.BREACH, 1);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void withoutHoldsBothEndsAreToldAtOnce() {
    Timing none =
        new Timing(Duration.ZERO, Duration.ZERO, HoldClock.WALL, WorkingCalendar.bundled());
    Episode.Step fired = Episode.NONE.next(verdict(Condition.BREACH, 1), START, none);
    assertThat(fired.passed()).isEqualTo(Transition.Kind.FIRED);
    Episode.Step ended = fired.episode().next(verdict(Condition.CLEAR, 0), START, none);
    assertThat(ended.passed()).isEqualTo(Transition.Kind.RESOLVED);
  }

  @Test
  void whatTheRuleHasHeldItselfIsToldAtOnce() {
    at(0, Condition.BREACH, 1);
    at(10, Condition.HELD_BREACH, 2);
    assertThat(told).containsExactly("10 FIRED worst 2.0 since 0");
  }

  @Test
  void aNightDoesNotMakeAConditionOlderByTheWorkingClock() {
    Timing working =
        new Timing(
            Duration.ofHours(2), Duration.ZERO, HoldClock.WORKING, WorkingCalendar.bundled());
    Instant evening = Instant.parse("2026-10-05T10:00:00Z"); // Monday 17:00, half an hour is left
    Episode pending = Episode.NONE.next(verdict(Condition.BREACH, 1), evening, working).episode();
    Instant morning = Instant.parse("2026-10-06T01:30:00Z"); // Tuesday 08:30, an hour was worked
    Episode.Step step = pending.next(verdict(Condition.BREACH, 1), morning, working);
    assertThat(step.passed()).isNull();
    assertThat(step.episode().heldMillis()).isEqualTo(Duration.ofMinutes(90).toMillis());
  }

  private void at(int minute, Condition condition, double value) {
    Instant now = START.plusSeconds(minute * 60L);
    Episode before = episode;
    Episode.Step step = episode.next(verdict(condition, value), now, TIMING);
    episode = step.episode();
    if (step.passed() != null) {
      Episode shown = step.passed() == Transition.Kind.FIRED ? episode : before;
      long since = Duration.between(START, shown.since()).toMinutes();
      told.add(minute + " " + step.passed() + " worst " + shown.worst() + " since " + since);
    }
  }

  private static Verdict verdict(Condition condition, double value) {
    return new Verdict(
        condition,
        condition == Condition.NO_DATA
            ? Reading.NOTHING
            : new Reading(value, 1, Double.NaN, Double.NaN, Double.NaN, Double.NaN, value));
  }
}
