package vn.cds.proof.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.proof.verify.FaultSchedule.Step;
import vn.cds.proof.verify.FaultSchedule.Victim;

class FaultScheduleTest {
  private static final Map<Victim, Integer> KILLS =
      Map.of(
          Victim.TASK_MANAGER, 5,
          Victim.JOB_MANAGER, 3,
          Victim.CLICKHOUSE, 2,
          Victim.ZOOKEEPER, 1,
          Victim.S3, 1);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void killsEachPartAsOftenAsAsked(long seed) {
    List<Step> steps = FaultSchedule.of(seed, 10_000, KILLS);

    assertThat(steps).isEqualTo(FaultSchedule.of(seed, 10_000, KILLS)).hasSize(12);
    KILLS.forEach(
        (victim, times) ->
            assertThat(Collections.frequency(steps.stream().map(Step::victim).toList(), victim))
                .as("kills of %s", victim)
                .isEqualTo(times));
    assertThat(steps).extracting(Step::afterRecords).isSorted();
    assertThat(steps).allMatch(step -> step.afterRecords() > 0 && step.afterRecords() < 10_000);
  }

  @Test
  void managersOfFlinkAreReplacedAtOnceAndServersStayAway() {
    assertThat(FaultSchedule.of(1, 10_000, KILLS))
        .allSatisfy(
            step -> {
              boolean managesTasksOrJobs =
                  step.victim() == Victim.JOB_MANAGER || step.victim() == Victim.TASK_MANAGER;
              assertThat(step.outage().isZero()).as("%s", step).isEqualTo(managesTasksOrJobs);
            });
  }

  @Test
  void anotherSeedIsAnotherSchedule() {
    assertThat(FaultSchedule.of(6, 10_000, KILLS)).isNotEqualTo(FaultSchedule.of(7, 10_000, KILLS));
  }

  @Test
  void nothingIsKilledWhenNothingIsAsked() {
    assertThat(FaultSchedule.of(1, 10_000, Map.of())).isEmpty();
  }
}
