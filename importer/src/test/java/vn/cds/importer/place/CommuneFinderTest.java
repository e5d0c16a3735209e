package vn.cds.importer.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;

class CommuneFinderTest {
  private static final LocalDate NOW = LocalDate.of(2026, 2, 1);
  private static final LocalDate BEFORE = LocalDate.of(2024, 2, 1);

  private final CommuneFinder finder =
      new CommuneFinder(Roster.bundled(), FormerUnits.of(Roster.bundled()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Phường Hạc Thành                                   |              | Thanh Hóa       |"
            + " 14797",
        "phường hạc thành                                   |              | Tỉnh Thanh Hoá  |"
            + " 14797",
        "P. Hạc Thành                                       |              | 38              |"
            + " 14797",
        "P.Hạc Thành                                        |              | thanh hoa       |"
            + " 14797",
        "Hạc Thành                                          |              |                 |"
            + " 14797",
        "phuong hac thanh                                   |              |                 |"
            + " 14797",
        "UBND phường Hạc Thành                              |              |                 |"
            + " 14797",
        "Ủy ban nhân dân Phường Hạc Thành                   |              |                 |"
            + " 14797",
        "Phường Hạc Thành, tỉnh Thanh Hóa                   |              |                 |"
            + " 14797",
        "Phường Hạc Thành - Thanh Hóa                       |              |                 |"
            + " 14797",
        "Phường Lam Sơn                                     | TP Thanh Hóa |                 |"
            + " 14797",
        "Phường Lam Sơn                                     | TX Bỉm Sơn   |                 |"
            + " 14812",
        "Phường Lam Sơn, thị xã Bỉm Sơn, tỉnh Thanh Hóa     |              |                 |"
            + " 14812",
        "TT. Mường Lát                                      | Mường Lát    | Thanh Hóa       |"
            + " 14845",
      })
  void namesInTheirManySpellings(String name, String district, String province, String code) {
    assertThat(finder.find(name, district, province, NOW).code()).isEqualTo(code);
  }

  @Test
  void aNameMeansTheUnitOfItsDay() {
    assertThat(finder.find("Phường Đông Thọ", null, "Thanh Hóa", BEFORE).code()).isEqualTo("14758");
    CommuneFinder.Answer after = finder.find("Phường Đông Thọ", null, "Thanh Hóa", NOW);
    assertThat(after.code()).as("it was divided").isNull();
    assertThat(after.nearest()).hasSize(2);
  }

  @Test
  void aNameOfSeveralCommunesIsNotGuessed() {
    CommuneFinder.Answer answer = finder.find("Xã Tân Tiến", null, null, NOW);
    assertThat(answer.code()).isNull();
    assertThat(answer.fault()).contains("means several communes").contains("province_name");
  }

  @Test
  void marksTellCommunesApart() {
    CommuneFinder.Answer other = finder.find("Xã Tân Thành", null, "An Giang", NOW);
    assertThat(other.code()).as("the one of An Giang is Tân Thạnh").isNull();
    assertThat(other.nearest()).contains("Xã Tân Thạnh (31031)");
    assertThat(finder.find("UBND xã Tân Thành", null, "An Giang", NOW).code()).isNull();
    for (String name : new String[] {"X. Tân Thạnh", "tân thạnh", "Xã Tan Thanh", "TAN THANH"}) {
      assertThat(finder.find(name, null, "An Giang", NOW).code()).as(name).isEqualTo("31031");
    }
    assertThat(finder.find("X. Cẩm Giàng", null, "Hải Phòng", NOW).code()).isEqualTo("10903");
    assertThat(finder.find("X. Cẩm Giang", null, "Hải Phòng", NOW).code()).isEqualTo("10888");
    assertThat(finder.find("X. Cam Giang", null, "Hải Phòng", NOW).fault())
        .contains("several communes");
  }

  @Test
  void anUnknownNameHasItsNearest() {
    CommuneFinder.Answer answer = finder.find("Phường Hạc Thanhh", null, "Thanh Hóa", NOW);
    assertThat(answer.code()).isNull();
    assertThat(answer.nearest()).first().isEqualTo("Phường Hạc Thành (14797)");
    assertThat(finder.find("Phường X", null, "Atlantis", NOW).fault()).contains("Atlantis");
  }

  /**
   * Of other provinces than Thanh Hóa nobody knows the former communes until somebody says them.
   */
  @Test
  void anOperatorAddsFormerCommunesOfAnotherProvince(@TempDir Path dir) throws IOException {
    CommuneFinder.Answer unknown = finder.find("Phường Ví Dụ", "Quận Thử", "01", BEFORE);
    assertThat(unknown.code()).isNull();
    Path file =
        Files.writeString(
            dir.resolve("former_units.csv"),
            """
            level,code,name,province_code,valid_to,successors
            former-district,999,Quận Thử,01,2025-07-01,
            former-commune,999/Phường Ví Dụ,Phường Ví Dụ,01,2025-07-01,00004
            """);
    Roster roster = Roster.bundled();
    CommuneFinder own = new CommuneFinder(roster, FormerUnits.read(file, roster));
    assertThat(own.find("P. Ví Dụ", "Q. Thử", "Hà Nội", BEFORE).code()).isEqualTo("00004");
    assertThat(own.find("Phường Ví Dụ", null, null, NOW).code()).isEqualTo("00004");
    assertThat(own.find("Phường Ví Dụ", "Quận Khác", null, NOW).code()).isNull();
  }
}
