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
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.fault.Faults;

class DeterminismTest {

  private static final Faults SOME =
      Faults.parse("duplicates=0.05,malformed=0.02,conflicting=0.01,canaries=0.02,shuffle=500");

  /** When a change of a scenario is meant, the printed hash replaces the one here. */
  @ParameterizedTest
  @CsvSource({
    "demo,8fb6c2adda21aa2aa755737db294434c352361a7b0ee7860bc28008f58342bbc",
    "province-today,0e5f6a2b0543f35f0237151df97d84e234bd2701a666cc5b60a57ac9c3ca0315",
    "thanh-hoa-2022,c30a43582f8a31410cfed7faad00d5c12189d186ac86356275eb919f00bf675e",
    "mixed,3f648d396c496c24962648944ee107e207c937984bbba09f432eb754e62550cf",
    "peak,5b8aa7cfc6dc0ce356cd266f86dbc55d039cbeaa0cfd84f6d1207b80c7cfe29c"
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
