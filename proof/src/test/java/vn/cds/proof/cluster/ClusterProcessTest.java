package vn.cds.proof.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterProcessTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final ClusterProcess sleeper = process("sleeper", "sleep", "600");

  @AfterEach
  void end() {
    sleeper.close();
  }

  @Test
  void whatEndsByItselfIsStartedAgain() {
    sleeper.start();
    long first = sleeper.pid();
    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    await().atMost(LIMIT).untilAsserted(() -> assertThat(sleeper.ownEnds()).isEqualTo(1));
    assertThat(sleeper.pid()).isNotEqualTo(first);
    assertThat(sleeper.run()).isEqualTo("sleeper.2");
  }

  @Test
  void whatIsKilledStaysAwayUntilItIsStarted() {
    sleeper.start();
    long first = sleeper.kill();

    assertThat(ProcessHandle.of(first)).isEmpty();
    assertThatThrownBy(sleeper::pid).hasMessageContaining("sleeper is not started");
    sleeper.start();
    assertThat(sleeper.pid()).isNotEqualTo(first);
    assertThat(sleeper.ownEnds()).isZero();
  }

  @Test
  void aProcessThatEndsWhileItStartsNamesItsLogs() {
    try (ClusterProcess broken = process("broken", "false")) {
      broken.start();

      assertThatThrownBy(broken::awaitPort)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("broken ended while it started; see /logs/broken");
    }
  }

  private static ClusterProcess process(String name, String... command) {
    return new ClusterProcess(
        name,
        Path.of("/logs"),
        1,
        run -> {
          try {
            return new ProcessBuilder(command).start();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
