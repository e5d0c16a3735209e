package vn.cds.contract.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.file.InvalidDataFile;

class RosterTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 7, 25);
  private static final LocalDate LAST_DAY_OF_DISTRICTS = LocalDate.of(2025, 6, 30);
  private static final String UNITS_HEADER =
      "code,name,kind,province_code,valid_from,valid_to,predecessors,latitude,longitude,area_km2,"
          + "former_district\n";
  private static final String PROVINCES =
      "code,name,english_name\n38,Tỉnh Thanh Hóa,Thanh Hoa\n01,Thành phố Hà Nội,Hanoi\n";

  @TempDir Path folder;

  @Test
  void hasTheUnitsOfVietnam() {
    Roster roster = Roster.bundled();
    List<Unit> units = roster.units(TODAY);
    assertThat(units).hasSize(3_321).isSortedAccordingTo((a, b) -> a.code().compareTo(b.code()));
    assertThat(units.stream().collect(Collectors.groupingBy(Unit::kind, Collectors.counting())))
        .isEqualTo(Map.of(UnitKind.XA, 2_611L, UnitKind.PHUONG, 697L, UnitKind.DAC_KHU, 13L));
    assertThat(roster.provinces()).hasSize(34).extracting(Province::code).isSorted();
    assertThat(roster.units("38", TODAY)).hasSize(166);
    assertThat(roster.units("99", TODAY)).isEmpty();
    assertThat(units)
        .allMatch(unit -> unit.latitude() > 5 && unit.latitude() < 24)
        .allMatch(unit -> unit.longitude() > 102 && unit.longitude() < 118)
        .allMatch(unit -> unit.areaKm2() > 0);
    for (Unit unit : roster.allUnits()) {
      String kind =
          switch (unit.kind()) {
            case XA -> "Xã ";
            case PHUONG -> "Phường ";
            case DAC_KHU -> "Đặc khu ";
            case THI_TRAN -> "Thị trấn ";
          };
      assertThat(unit.name()).startsWith(kind);
      assertThat(Normalizer.isNormalized(unit.toString(), Normalizer.Form.NFC)).isTrue();
    }
  }

  @Test
  void agreesWithTheReferenceData() throws IOException {
    Path reference =
        Path.of(System.getProperty("cds.root", "../..")).resolve("../shared/data/communes.csv");
    if (!Files.exists(reference)) {
      System.out.println("agreesWithTheReferenceData: skipped, there is no " + reference);
      return;
    }
    List<String> lines = Files.readAllLines(reference);
    assertThat(lines).hasSize(3_322);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = Normalizer.normalize(line, Normalizer.Form.NFC).split(",", -1);
      Unit unit = Roster.bundled().unit(cells[0], TODAY);
      assertThat(unit.name()).isEqualToIgnoringCase(cells[1]);
      assertThat(unit.provinceCode()).isEqualTo(cells[3]);
      assertThat(unit.latitude()).isEqualTo(Double.parseDouble(cells[4]));
      assertThat(unit.longitude()).isEqualTo(Double.parseDouble(cells[5]));
      assertThat(unit.areaKm2()).isEqualTo(Double.parseDouble(cells[6]));
    }
  }

  @Test
  void findsTheUnitOfADay() {
    Roster roster = Roster.bundled();
    Unit today = roster.unit("14758", LocalDate.of(2025, 7, 1));
    assertThat(today.name()).isEqualTo("Phường Hàm Rồng");
    assertThat(today.validTo()).isNull();
    assertThat(today.predecessors())
        .containsExactly(
            "Phường Thiệu Dương",
            "Phường Đông Cương",
            "Phường Nam Ngạn",
            "Phường Hàm Rồng",
            "Phường Đông Thọ");
    assertThat(today.formerDistrict()).isEqualTo("Thành phố Thanh Hoá");
    Unit before = roster.unit("14758", LAST_DAY_OF_DISTRICTS);
    assertThat(before.name()).isEqualTo("Phường Đông Thọ");
    assertThat(before.latitude()).isNaN();
    assertThat(roster.unit("14758", LocalDate.of(2003, 12, 31))).isNull();
    assertThat(roster.unit("00004", LAST_DAY_OF_DISTRICTS)).isNull();
    assertThat(roster.contains("00004")).isTrue();
    for (String unknown : List.of("99999", "", "1475", "147580", "1475a", "１４７５８")) {
      assertThat(roster.contains(unknown)).as(unknown).isFalse();
      assertThat(roster.unit(unknown, TODAY)).isNull();
    }
    assertThat(roster.units("38", LAST_DAY_OF_DISTRICTS))
        .hasSize(166)
        .anyMatch(unit -> unit.kind() == UnitKind.THI_TRAN);
    assertThat(roster.units("38", TODAY)).allMatch(unit -> !unit.predecessors().isEmpty());
  }

  @Test
  void travelsInASavedJob() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Roster.bundled());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Roster copy = (Roster) in.readObject();
      assertThat(copy.allUnits()).isEqualTo(Roster.bundled().allUnits());
      assertThat(copy.provinces()).isEqualTo(Roster.bundled().provinces());
      assertThat(copy.unit("14758", TODAY)).isEqualTo(Roster.bundled().unit("14758", TODAY));
    }
  }

  private Roster read(String units) throws IOException {
    return read(units, PROVINCES);
  }

  private Roster read(String units, String provinces) throws IOException {
    Path unitsFile = Files.writeString(folder.resolve("units.csv"), units);
    Path provincesFile = Files.writeString(folder.resolve("provinces.csv"), provinces);
    return Roster.read(unitsFile, provincesFile);
  }

  @Test
  void readsAnAdministratorsFile() throws IOException {
    Roster roster =
        read(
            "\uFEFF# one unit\r\n"
                + UNITS_HEADER.replace("\n", "\r\n")
                + "90001, \"Gemeente, de grote\",xa,01,2010-01-01,,,,,,\r\n");
    Unit unit = roster.unit("90001", LocalDate.of(2010, 10, 5));
    assertThat(unit.name()).isEqualTo("Gemeente, de grote");
    assertThat(unit.areaKm2()).isNaN();
    assertThat(unit.formerDistrict()).isNull();
    assertThat(roster.units(TODAY)).containsExactly(unit);
  }

  @Test
  void listsEveryErrorWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    "# comment\n"
                        + UNITS_HEADER
                        + "1475,Xã A,xa,38,2025-07-01,,,,,,\n"
                        + "14758,,xa,38,2025-07-01,,,,,,\n"
                        + "\n"
                        + "14759,Xã A,quan,38,2025-07-01,,,,,,\n"
                        + "14760,Xã A,xa,39,2025-07-01,,,,,,\n"
                        + "14761,Xã A,xa,38,2025-02-30,,,,,,\n"
                        + "14762,Xã A,xa,38,2025-07-01,2025-07-01,,,,,\n"
                        + "14763,Xã A,xa,38,2025-07-01,,,91,x,-1,\n"
                        + "14764,Xã A,xa,38,2025-07-01,,Xã B;;Xã C,,,,\n"
                        + "14765,Xã A,xa,38,2025-07-01\n"
                        + "14766,Xã A,xa,38,2004-01-01,2025-07-02,,,,,\n"
                        + "14766,Xã B,xa,38,2025-07-01,,,,,,\n"
                        + "14767,Xa\u0303 A,xa,38,2025-07-01,,,,,,"))
        .isInstanceOf(InvalidDataFile.class)
        .hasMessage(
            """
            units.csv:12: has 5 columns; it must have 11 as the header.
            units.csv:3: code is "1475"; it must be five digits.
            units.csv:4: name is blank; fill it in.
            units.csv:6: kind is "quan"; it must be one of xa, phuong, dac_khu, thi_tran.
            units.csv:7: province_code is "39"; it must be a code of provinces.csv.
            units.csv:8: valid_from is "2025-02-30"; it must be a date such as 2025-07-01.
            units.csv:9: valid_to is not after valid_from; it is the first day without the unit.
            units.csv:10: latitude is "91"; it must be a number from -90.0 to 90.0.
            units.csv:10: longitude is "x"; it must be a number from -180.0 to 180.0.
            units.csv:10: area_km2 is "-1"; it must be a number from 0.0 to 1000000.0.
            units.csv:11: predecessors has an empty name between ';'; remove the superfluous ';'.
            units.csv:14: code 14766 is valid at the same time as in line 13; correct valid_from or valid_to.
            units.csv:15: name is not in Unicode normal form NFC; normalise the file.""");
  }

  @Test
  void showsTwentyErrorsAndCountsTheOthers() {
    assertThatThrownBy(() -> read(UNITS_HEADER + "1,A,xa,38,2025-07-01,,,,,,\n".repeat(25)))
        .isInstanceOfSatisfying(
            InvalidDataFile.class,
            e -> {
              assertThat(e.errors()).hasSize(25);
              assertThat(e.getMessage().lines()).hasSize(21);
              assertThat(e).hasMessageEndingWith("\nand 5 more errors");
            });
  }

  @Test
  void refusesFilesThatAreNotWhatTheyShouldBe() throws IOException {
    assertThatThrownBy(() -> read("")).hasMessageStartingWith("units.csv:1: is empty; ");
    assertThatThrownBy(() -> read("code;name\n"))
        .hasMessageStartingWith("units.csv:1: the header is code;name; it must be code,name,");
    assertThatThrownBy(() -> read(UNITS_HEADER)).hasMessageStartingWith("The roster has no unit");
    assertThatThrownBy(() -> read(UNITS_HEADER + "14758,\"A")).hasMessageContaining("is not CSV");
    assertThatThrownBy(() -> read(UNITS_HEADER, PROVINCES + "38,Tỉnh B,B\n3,Tỉnh C,C\n"))
        .hasMessageContaining("provinces.csv:4: code 38 stands twice; keep one line.")
        .hasMessageContaining("provinces.csv:5: code is \"3\"; it must be two digits.");
    Path provinces = Files.writeString(folder.resolve("provinces.csv"), PROVINCES);
    assertThatThrownBy(() -> Roster.read(folder.resolve("none.csv"), provinces))
        .hasMessageContaining("none.csv: there is no file");
    Path latin = Files.write(folder.resolve("latin.csv"), new byte[] {'c', (byte) 0xE9});
    assertThatThrownBy(() -> Roster.read(latin, provinces))
        .hasMessage("latin.csv: is not UTF-8; save it as UTF-8.");
  }
}
