package vn.cds.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.Roster;
import vn.cds.contract.Unit;
import vn.cds.contract.VietnamTime;
import vn.cds.contract.WorkingCalendar;
import vn.cds.simulator.fault.Faults;

class DeterminismTest {

  private static final Faults SOME =
      Faults.parse("duplicates=0.05,malformed=0.02,conflicting=0.01,canaries=0.02,shuffle=500");

  /** When a change of a scenario is meant, the printed hash replaces the one here. */
  @ParameterizedTest
  @CsvSource({
    "demo,15330a9021d5c21cbb4bc479002af32adae911a8c31d6223bca39a063b3b535d",
    "province-today,57b84d1876438295254e14afe324d4b8bfc5afdab891559424d4f69b8ef9a2f0",
    "thanh-hoa-2022,c30a43582f8a31410cfed7faad00d5c12189d186ac86356275eb919f00bf675e",
    "mixed,edda0075439206ef1e7cd203067925fc9f76d2c9434ae913fec39a10fab2b7c6",
    "peak,c7ff1d23af253277e1c99bb3082f1665cf92349644e6b102089d3d4e316ac461"
  })
  void theSameSeedGivesTheSameBytesForEver(String scenario, String golden) {
    Simulator simulator = Simulator.of(Runs.of(scenario).faults(SOME).build());
    assertThat(Runs.sha256(simulator, 20_000)).as(scenario).isEqualTo(golden);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "province-today", "thanh-hoa-2022", "mixed", "peak"})
  void anotherSeedGivesOtherBytes(String scenario) {
    String one = Runs.sha256(Simulator.of(Runs.of(scenario).seed(1).build()), 2_000);
    String again = Runs.sha256(Simulator.of(Runs.of(scenario).seed(1).build()), 2_000);
    String two = Runs.sha256(Simulator.of(Runs.of(scenario).seed(2).build()), 2_000);
    assertThat(again).isEqualTo(one);
    assertThat(two).isNotEqualTo(one);
  }

  @Test
  void aWholeRunWithAllFaultsIsTheSameTwice() {
    SimulationOptions options = Runs.of("mixed").faults(Faults.ALL).build();
    Simulator first = Simulator.of(options);
    Simulator second = Simulator.of(options);
    assertThat(Runs.sha256(first, Integer.MAX_VALUE))
        .isEqualTo(Runs.sha256(second, Integer.MAX_VALUE));
    assertThat(first.truth()).isEqualTo(second.truth());
  }

  @Test
  void aFurtherCommuneChangesNothingForTheOthers(@TempDir Path folder) throws IOException {
    Map<String, List<byte[]>> before = byCommune(roster(folder.resolve("six"), 6));
    Map<String, List<byte[]>> after = byCommune(roster(folder.resolve("seven"), 7));
    assertThat(after).hasSize(before.size() + 1);
    before.forEach(
        (code, records) -> assertThat(after.get(code)).as(code).containsExactlyElementsOf(records));
  }

  private static Map<String, List<byte[]>> byCommune(Roster roster) {
    // Silent and late communes are drawn at least once per run, whoever is there: none here.
    SimulationOptions options =
        Runs.of("province-today")
            .from(VietnamTime.startOfDay(LocalDate.of(2026, 11, 18)))
            .until(Runs.FRIDAY)
            .faults(Faults.parse("silent-communes=0,day-late-communes=0"))
            .build();
    Map<String, List<byte[]>> records = new HashMap<>();
    Simulator.of(options, roster, WorkingCalendar.bundled())
        .forEachRemaining(
            record ->
                records
                    .computeIfAbsent(record.key(), key -> new ArrayList<>())
                    .add(record.value()));
    return records;
  }

  /** The first communes of Thanh Hóa. */
  private static Roster roster(Path folder, int communes) throws IOException {
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    lines.add(
        "code,name,kind,province_code,valid_from,valid_to,predecessors,latitude,longitude,area_km2,"
            + "former_district");
    for (Unit unit : Roster.bundled().units("38", VietnamTime.localDay(Runs.FRIDAY))) {
      if (lines.size() <= communes) {
        lines.add(unit.code() + "," + unit.name() + ",xa,38,2025-07-01,,,20.0,105.0,3.0,");
      }
    }
    Path units = Files.write(folder.resolve("units.csv"), lines);
    Path provinces =
        Files.writeString(
            folder.resolve("provinces.csv"),
            "code,name,english_name\n38,Tỉnh Thanh Hóa,Thanh Hoa\n");
    return Roster.read(units, provinces);
  }
}
