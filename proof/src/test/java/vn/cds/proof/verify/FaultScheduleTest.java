package vn.cds.proof.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.proof.verify.FaultSchedule.Step;
import vn.cds.proof.verify.FaultSchedule.Victim;

class FaultScheduleTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void killsAsOftenAsAskedAndClickHouseOnce(long seed) {
    List<Step> steps = FaultSchedule.of(seed, 10_000, 3);

    assertThat(steps).isEqualTo(FaultSchedule.of(seed, 10_000, 3)).hasSize(4);
    assertThat(steps).filteredOn(step -> step.victim() == Victim.TASK_MANAGER).hasSize(3);
    assertThat(steps)
        .filteredOn(step -> step.victim() == Victim.CLICKHOUSE)
        .singleElement()
        .satisfies(step -> assertThat(step.outage()).isPositive());
    assertThat(steps).extracting(Step::afterRecords).isSorted();
    assertThat(steps).allMatch(step -> step.afterRecords() > 0 && step.afterRecords() < 10_000);
  }

  @Test
  void anotherSeedIsAnotherSchedule() {
    assertThat(FaultSchedule.of(6, 10_000, 3)).isNotEqualTo(FaultSchedule.of(7, 10_000, 3));
  }
}
