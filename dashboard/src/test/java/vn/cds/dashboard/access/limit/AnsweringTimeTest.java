package vn.cds.dashboard.access.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AnsweringTimeTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T02:00:00Z"));
  private final AnsweringTime answering = new AnsweringTime(now::get);

  @Test
  void onlyWhoIsAnsweredForMoreThanHalfOfTheTimeMakesAPause() {
    for (int second = 0; second < 60; second++) {
      answering.used("an", Duration.ofMillis(490));
      answering.used("binh", Duration.ofMillis(1_500));
      now.updateAndGet(instant -> instant.plusSeconds(1));
    }
    assertThat(answering.pause("an")).isZero();
    assertThat(answering.pause("binh")).isEqualTo(Duration.ofSeconds(1));
    assertThat(answering.pause("chi")).isZero();
  }

  @Test
  void aPauseIsForgotten() {
    answering.used("an", AnsweringTime.FREE.plusMillis(100));
    assertThat(answering.pause("an")).isPositive().isLessThan(Duration.ofSeconds(1));
    now.updateAndGet(instant -> instant.plusSeconds(1));
    assertThat(answering.pause("an")).isZero();
  }
}
