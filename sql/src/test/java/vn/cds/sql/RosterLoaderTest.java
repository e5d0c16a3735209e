package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;

class RosterLoaderTest extends MigratedTest {

  @Test
  void theLatestLoadReplacesTheEarlierOnes(@TempDir Path directory) throws Exception {
    Roster bundled = Roster.bundled();
    RosterLoader.load(database, bundled);
    RosterLoader.load(database, bundled);
    LocalDate today = LocalDate.of(2026, 10, 8);
    assertThat(value("SELECT count() FROM roster_unit"))
        .isEqualTo(Integer.toString(bundled.allUnits().size()));
    assertThat(
            value(
                "SELECT count() FROM roster_unit WHERE valid_from <= '2026-10-08' AND valid_to >"
                    + " '2026-10-08'"))
        .isEqualTo(Integer.toString(bundled.units(today).size()));
    assertThat(value("SELECT count() FROM roster_province")).isEqualTo("34");
    String name = "SELECT dictGet('unit_dictionary', 'name', tuple('14758'), toDate('%s'))";
    assertThat(value(name.formatted("2025-07-01"))).isEqualTo("Phường Hàm Rồng");
    assertThat(value(name.formatted("2025-06-30")))
        .isEqualTo(bundled.unit("14758", LocalDate.of(2025, 6, 30)).name());
    assertThat(value("SELECT dictGet('province_dictionary', 'english_name', tuple('38'))"))
        .isEqualTo("Thanh Hoa");

    Path units =
        Files.writeString(
            directory.resolve("units.csv"),
            """
            code,name,kind,province_code,valid_from,valid_to,predecessors,latitude,longitude,area_km2,former_district
            90001,Xã Một,xa,90,1950-01-01,2012-05-01,A;B,,,,
            90001,Xã Hai,xa,90,2012-05-01,,,19.5,105.5,12.25,Huyện C
            """);
    Path provinces =
        Files.writeString(
            directory.resolve("provinces.csv"), "code,name,english_name\n90,Tỉnh Thử,Test\n");
    RosterLoader.load(database, Roster.read(units, provinces));
    assertThat(rows("SELECT * FROM roster_unit ORDER BY valid_from"))
        .containsExactly(
            "90001 1970-01-01 2012-05-01 2012-04-30 Xã Một xa 90 ['A', 'B'] null null null null",
            "90001 2012-05-01 2149-06-06 2149-06-05 Xã Hai xa 90 [] 19.5 105.5 12.25 Huyện C");
    assertThat(rows("SELECT code FROM roster_province")).containsExactly("90");
    assertThat(value(name.replace("14758", "90001").formatted("2012-04-30"))).isEqualTo("Xã Một");
    assertThat(value(name.replace("14758", "90001").formatted("2026-04-30"))).isEqualTo("Xã Hai");
    assertThat(value(name.formatted("2025-07-01"))).isEmpty();
  }
}
