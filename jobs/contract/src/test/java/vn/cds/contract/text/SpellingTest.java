package vn.cds.contract.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.figure.Figure;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.file.DataText;
import vn.cds.contract.roster.FormerUnit;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;

class SpellingTest {

  @ParameterizedTest
  @CsvSource({
    "Tỉnh Thanh Hóa, Tỉnh Thanh Hoá",
    "XÃ THIỆU HÓA, XÃ THIỆU HOÁ",
    "Xã Hòa Lạc, Xã Hoà Lạc",
    "Phường Thủy Nguyên, Phường Thuỷ Nguyên",
    "Xã Thúy Sơn, Xã Thuý Sơn",
    "Xã Thụy Anh, Xã Thuỵ Anh",
    "Phường Hỏa Lựu, Phường Hoả Lựu",
    "'hóa đơn, Lũy kế, khỏe', 'hoá đơn, Luỹ kế, khoẻ'",
    "Xã Qùy Châu, Xã Quỳ Châu",
    "Chợ Hòa-Bình, Chợ Hoà-Bình",
  })
  void marksStandWhereTheNationalCatalogueHasThem(String other, String official) {
    assertThat(Spelling.official(other)).isEqualTo(official);
    assertThat(Spelling.official(Normalizer.normalize(other, Normalizer.Form.NFD)))
        .isEqualTo(official);
    assertThat(Spelling.official(official)).isEqualTo(official);
  }

  @ParameterizedTest
  @CsvSource({
    "Nguyễn Úy",
    "Ủy ban",
    "Hoàn Kiếm",
    "của",
    "mùa lúa",
    "Khoái Châu",
    "Thuần",
    "Huỳnh",
    "Quý",
    "Khuê",
    "Toàn",
    "Ngoài",
    "khuỷu",
    "Thúi",
    "Loà",
    "Luận Khê",
    "Đông Sơn 2"
  })
  void otherMarksStay(String name) {
    assertThat(Spelling.official(name)).isEqualTo(name);
  }

  @Test
  void theCommunesAndProvincesOfTodayAreSpelledAsTheirFileHasThem() {
    Roster roster = Roster.bundled();
    String units = DataText.bundled(Roster.UNITS_FILE);
    String provinces = DataText.bundled(Roster.PROVINCES_FILE);
    for (Unit unit : roster.units(LocalDate.of(2026, 10, 8))) {
      assertThat(units).contains("\n" + unit.code() + "," + unit.name() + ",");
    }
    for (Province province : roster.provinces()) {
      assertThat(provinces).contains("\n" + province.code() + "," + province.name() + ",");
    }
  }

  @Test
  void namesFromEveryFileHaveOneSpelling(@TempDir Path folder) throws Exception {
    Path units =
        Files.writeString(
            folder.resolve("units.csv"),
            "code,name,kind,province_code,valid_from,valid_to,predecessors,latitude,longitude,"
                + "area_km2,former_district\n"
                + "90001,Xã Hóa Quỳ,xa,90,2000-01-01,,Xã Thủy;Xã Hòa,,,,Huyện Hóa\n");
    Path provinces =
        Files.writeString(
            folder.resolve("provinces.csv"), "code,name,english_name\n90,Tỉnh Hòa,Hoa\n");
    Path former =
        Files.writeString(
            folder.resolve("former_units.csv"),
            "level,code,name,province_code,valid_to,successors\n"
                + "former-district,901,Huyện Hóa,90,2025-07-01,\n");
    Roster roster = Roster.read(units, provinces);
    Unit unit = roster.allUnits().get(0);
    FormerUnits formerUnits = FormerUnits.read(former, roster);
    assertThat(roster.provinces()).extracting(Province::name).containsExactly("Tỉnh Hoà");
    assertThat(List.of(unit.name(), unit.formerDistrict()))
        .containsExactly("Xã Hoá Quỳ", "Huyện Hoá");
    assertThat(formerUnits.all())
        .extracting(FormerUnit::name)
        .containsExactlyInAnyOrder("Huyện Hoá", "Xã Thuỷ", "Xã Hoà");
    // Figures that were declared before stand under this code.
    assertThat(formerUnits.find(UnitLevel.FORMER_COMMUNE, "901/Xã Hoà").code())
        .isEqualTo("901/Xã Hòa");
  }

  @Test
  void bundledNamesHaveOneSpelling() {
    Roster roster = Roster.bundled();
    Catalogue catalogue = Catalogue.bundled();
    assertThat(
            Stream.of(
                    roster.allUnits().stream().map(Unit::name),
                    roster.allUnits().stream().map(Unit::formerDistrict).filter(d -> d != null),
                    FormerUnits.of(roster).all().stream().map(FormerUnit::name),
                    Figures.bundled().all().stream().map(Figure::name),
                    catalogue.frames().stream().map(frame -> frame.name().vi()),
                    catalogue.indicators().stream().map(indicator -> indicator.name().vi()))
                .flatMap(names -> names))
        .allSatisfy(name -> assertThat(Spelling.official(name)).isEqualTo(name));
    assertThat(Spelling.official(catalogue.text())).isEqualTo(catalogue.text());
  }
}
