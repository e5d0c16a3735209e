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

class DeterminismTest {

  private static final Faults SOME =
      Faults.parse("duplicates=0.05,malformed=0.02,conflicting=0.01,canaries=0.02,shuffle=500");

  /** When a change of a scenario is meant, the printed hash replaces the one here. */
  @ParameterizedTest
  @CsvSource({
    "demo,36aec81822fea3ae64c173b2af617abb80a1075d46c61580e78b2cb3dd72dbff",
    "province-today,d93336867b4564f493f75ab8e57aefb88b23042783de3dc43017fb43c933ee3c",
    "thanh-hoa-2022,deb422d9e3a777f2276e9d5a1bec85ad133971bb0976f21a8d20f2f393be60fc",
    "mixed,738f3180087dfa6bc5a740aac97134594bf91ea11610a16fad8868c6859b1c20",
    "peak,ac5b24e6a026d64ea0c15a6d54fbc05713ca91c24923e54638177aed0e9e58b8"
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
