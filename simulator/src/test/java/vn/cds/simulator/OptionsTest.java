package vn.cds.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.simulator.fault.Faults;
import vn.cds.simulator.fault.Lateness;
import vn.cds.simulator.plan.Scenario;

class OptionsTest {

  @Test
  void faultsAreReadAsTheyAreWritten() {
    assertThat(Faults.parse("none")).isEqualTo(Faults.NONE);
    assertThat(Faults.parse("all")).isEqualTo(Faults.ALL);
    assertThat(Faults.parse(Faults.ALL.toString())).isEqualTo(Faults.ALL);
    Faults faults = Faults.parse("all, late=0.2 ,shuffle=500,silent-communes=3");
    assertThat(faults.late()).isEqualTo(0.2);
    assertThat(faults.retractions()).isEqualTo(0.03);
    assertThat(faults.byDay()).isEqualTo(0.15);
    assertThat(Faults.parse("retractions=0.5,by-day=1"))
        .extracting(Faults::retractions, Faults::byDay)
        .containsExactly(0.5, 1.0);
    assertThat(faults.duplicates()).isEqualTo(0.05);
    assertThat(faults.shuffleWindow()).isEqualTo(500);
    assertThat(faults.silentCommunes()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "some",
        "late=many",
        "lateness=0.1",
        "late=1.1",
        "duplicates=-0.1",
        "late=NaN",
        "by-day=2",
        "retractions=NaN"
      })
  void wrongFaultsAreRefusedWithASentence(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Faults.parse(text))
        .withMessageMatching("(?s).{20,}");
  }

  @Test
  void everyScenarioIsReadable() {
    for (String name : Scenario.names()) {
      assertThat(Scenario.of(name).description()).isNotBlank();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scenario.of("nowhere"))
        .withMessageContaining("province-today");
  }

  @Test
  void optionsThatDoNotFitAreRefused() {
    refused(Runs.of("mixed").events(0), "needs a number of events");
    refused(SimulationOptions.builder("demo"), "needs a start");
    refused(Runs.of("demo").faults(Faults.ALL), "cannot be shuffled");
    refused(Runs.of("thanh-hoa-2022").from(Runs.FRIDAY), "covers the year 2022");
    refused(Runs.of("mixed").lateness(Lateness.NONE).faults(Faults.ALL), "nothing can be late");
    refused(Runs.of("demo").faults(Faults.parse("silent-communes=166")), "would be silent");
    refused(Runs.of("demo").province("99"), "no commune of province 99");
    assertThatIllegalArgumentException().isThrownBy(() -> Runs.of("demo").rate(0).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.of("demo").eventsPerDocument(6).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.of("demo").until(Runs.FRIDAY).build());
  }

  private static void refused(SimulationOptions.Builder options, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Simulator.of(options.build()))
        .withMessageContaining(message);
  }

  @Test
  void silentAndLateCommunesAreAsManyAsAskedFor() {
    Simulator simulator =
        Simulator.of(
            Runs.of("province-today")
                .faults(Faults.parse("silent-communes=5,day-late-communes=7"))
                .build());
    simulator.forEachRemaining(record -> {});
    Truth truth = simulator.truth();
    assertThat(truth.silentCommunes()).hasSize(5);
    assertThat(truth.dayLateCommunes()).hasSize(7);
    assertThat(truth.communes()).doesNotContainKeys(truth.silentCommunes().toArray(new String[0]));
    assertThat(truth.communes()).hasSize(161);
  }
}
