package vn.cds.proof.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import vn.cds.proof.verify.FaultSchedule.Victim;

class RecoveriesTest {
  private final Recoveries recoveries = new Recoveries();

  @Test
  void theMedianIsTheOneInTheMiddle() {
    add(Victim.TASK_MANAGER, 9, 1, 5);
    add(Victim.S3, 4, 2);

    assertThat(recoveries.median(Victim.TASK_MANAGER)).isEqualTo(Duration.ofSeconds(5));
    assertThat(recoveries.median(Victim.S3)).isEqualTo(Duration.ofSeconds(3));
    assertThatThrownBy(() -> recoveries.median(Victim.ZOOKEEPER)).hasMessageContaining("ZOOKEEPER");
  }

  @Test
  void eachIsPrintedInTheOrderOfTheKills() {
    add(Victim.JOB_MANAGER, 31, 20);
    StringWriter out = new StringWriter();
    recoveries.print(new PrintWriter(out));

    assertThat(out.toString().lines().skip(2).map(line -> line.replaceAll(" +", " ")))
        .containsExactly("JobManager 25.5 30 31.0 20.0");
  }

  private void add(Victim victim, int... seconds) {
    for (int time : seconds) {
      recoveries.add(victim, Duration.ofSeconds(time));
    }
  }
}
