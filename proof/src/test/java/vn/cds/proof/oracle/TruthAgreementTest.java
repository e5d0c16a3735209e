package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.proof.oracle.input.OracleOptions;
import vn.cds.proof.oracle.input.RawRecord;
import vn.cds.proof.oracle.input.Units;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.SimulationOptions;
import vn.cds.simulator.Simulator;
import vn.cds.simulator.Truth;
import vn.cds.simulator.fault.Faults;

/**
 * The simulator knows what it did, the oracle reads what was sent: they must say the same of every
 * topic and every commune.
 */
@Tag("slow")
class TruthAgreementTest {
  private static final Instant NOW = Instant.parse("2026-10-08T03:00:00Z");

  @ParameterizedTest(name = "{0}, seed {1}")
  @CsvSource({
    "mixed, 1, 'all'",
    "mixed, 2, 'all,retractions=0.3,by-day=0.7'",
    "demo, 3, 'all,shuffle=500,retractions=0.1,by-day=0.5'",
    "province-today, 4, 'all,shuffle=500,retractions=0.1,by-day=0.5'"
  })
  void theOracleSaysWhatTheSimulatorDid(String scenario, long seed, String faults) {
    SimulationOptions.Builder options =
        SimulationOptions.builder(scenario).seed(seed).events(30_000).faults(Faults.parse(faults));
    Simulator simulator =
        Simulator.of((scenario.equals("mixed") ? options.until(NOW) : options.from(NOW)).build());
    Oracle oracle = new Oracle(OracleOptions.defaults(), Units.bundled(), WorkingTime.bundled());
    long offset = 0;
    while (simulator.hasNext()) {
      SimulatedRecord record = simulator.next();
      oracle.accept(
          new RawRecord(record.stream().topic(), 0, offset++, record.sendAt(), record.value()));
    }
    Oracle.Expected expected = oracle.expected();
    Truth truth = simulator.truth();

    truth
        .topics()
        .forEach(
            (topic, told) ->
                assertThat(expected.conservation().get(topic))
                    .as(topic)
                    .isEqualTo(
                        new Conservation(
                            told.distinct(),
                            told.duplicates(),
                            told.deadLetters().values().stream().mapToLong(Long::longValue).sum(),
                            told.tooLate(),
                            told.retractions())));
    assertThat(dossiers(expected)).isEqualTo(dossiers(truth));
    assertThat(
            expected.tables().rows("retraction").values().stream()
                .filter(row -> row.get("found").equals(1L))
                .count())
        .as("events taken back")
        .isEqualTo(truth.topics().values().stream().mapToLong(Truth.Topic::takenBack).sum())
        .isPositive();
  }

  /** Dossiers by commune and outcome. */
  private static Map<String, Long> dossiers(Oracle.Expected expected) {
    Map<String, Long> dossiers = new TreeMap<>();
    expected
        .tables()
        .rows("dossier")
        .forEach(
            (key, row) -> {
              if (row.get("deleted").equals(0L)) {
                dossiers.merge(key.substring(0, 5) + " " + row.get("outcome"), 1L, Long::sum);
              }
            });
    return dossiers;
  }

  private static Map<String, Long> dossiers(Truth truth) {
    Map<String, Long> dossiers = new TreeMap<>();
    truth
        .communes()
        .forEach(
            (commune, told) ->
                told.dossiers()
                    .forEach(
                        (outcome, count) -> {
                          if (count > 0) {
                            dossiers.put(commune + " " + outcome, count);
                          }
                        }));
    return dossiers;
  }
}
