package vn.cds.contract.roster;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import vn.cds.contract.file.DataFile;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.time.VietnamTime;

/**
 * The commune-level units with the time for which each is valid, and the provinces. Immutable and
 * thread-safe.
 *
 * <p>The files are those bundled in vn/cds/contract: {@code units.csv} and {@code provinces.csv};
 * README.md there says what stands in them.
 */
public final class Roster implements Serializable {

  private static final long serialVersionUID = 1L;

  public static final String UNITS_FILE = "units.csv";
  public static final String PROVINCES_FILE = "provinces.csv";
  private static final List<String> UNITS_HEADER =
      List.of(
          "code",
          "name",
          "kind",
          "province_code",
          "valid_from",
          "valid_to",
          "predecessors",
          "latitude",
          "longitude",
          "area_km2",
          "former_district");
  private static final List<String> PROVINCES_HEADER = List.of("code", "name", "english_name");
  private static final Pattern UNIT_CODE = Pattern.compile("[0-9]{5}");
  private static final Pattern PROVINCE_CODE = Pattern.compile("[0-9]{2}");
  private static final int CODES = 100_000;

  /** Ordered by code, then by time. */
  private final List<Unit> units;

  /** Ordered by code. */
  private final List<Province> provinces;

  /** The units of a code by its number, in the order of time; null where there is none. */
  private transient Unit[][] byCode;

  private Roster(List<Unit> units, List<Province> provinces) {
    this.units =
        units.stream()
            .sorted(Comparator.comparing(Unit::code).thenComparing(Unit::validFrom))
            .toList();
    this.provinces = provinces.stream().sorted(Comparator.comparing(Province::code)).toList();
    this.byCode = index(this.units);
  }

  private static Unit[][] index(List<Unit> units) {
    Unit[][] index = new Unit[CODES][];
    for (Unit unit : units) {
      int number = number(unit.code());
      Unit[] earlier = index[number] == null ? new Unit[0] : index[number];
      index[number] = Arrays.copyOf(earlier, earlier.length + 1);
      index[number][earlier.length] = unit;
    }
    return index;
  }

  private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
    stream.defaultReadObject();
    if (units == null || provinces == null) {
      throw new InvalidObjectException("a roster without units or provinces");
    }
    byCode = index(units);
  }

  /** The units of Vietnam that come with this library. */
  public static Roster bundled() {
    return Bundled.ROSTER;
  }

  /** Read when it is first asked for. */
  private static final class Bundled {
    static final Roster ROSTER = load();

    private static Roster load() {
      List<String> errors = new ArrayList<>();
      return of(
          DataFile.bundled(UNITS_FILE, UNITS_HEADER, errors),
          DataFile.bundled(PROVINCES_FILE, PROVINCES_HEADER, errors),
          errors);
    }
  }

  /**
   * The units of an administrator's files.
   *
   * @throws InvalidDataFile with every error, each with its file and line
   */
  public static Roster read(Path unitsCsv, Path provincesCsv) {
    List<String> errors = new ArrayList<>();
    return of(
        DataFile.read(unitsCsv, UNITS_HEADER, errors),
        DataFile.read(provincesCsv, PROVINCES_HEADER, errors),
        errors);
  }

  private static Roster of(
      List<DataFile.Row> unitRows, List<DataFile.Row> provinceRows, List<String> errors) {
    boolean readable = errors.isEmpty();
    Map<String, Province> provinces = provinces(provinceRows);
    List<Unit> units = units(unitRows, provinces);
    if (readable && units.isEmpty() && errors.isEmpty()) {
      errors.add("The roster has no unit; add a line for each commune.");
    }
    if (!errors.isEmpty()) {
      throw new InvalidDataFile(errors);
    }
    return new Roster(units, List.copyOf(provinces.values()));
  }

  private static Map<String, Province> provinces(List<DataFile.Row> rows) {
    Map<String, Province> provinces = new LinkedHashMap<>();
    for (DataFile.Row row : rows) {
      String code = row.matching("code", PROVINCE_CODE, "two digits");
      String name = row.vietnameseName("name");
      String englishName = row.text("english_name");
      if (code != null
          && name != null
          && englishName != null
          && provinces.put(code, new Province(code, name, englishName)) != null) {
        row.error("code " + code + " stands twice; keep one line.");
      }
    }
    return provinces;
  }

  private static List<Unit> units(List<DataFile.Row> rows, Map<String, Province> provinces) {
    List<Unit> units = new ArrayList<>();
    Map<String, List<Unit>> sameCode = new HashMap<>();
    Map<Unit, Long> lines = new HashMap<>();
    for (DataFile.Row row : rows) {
      Unit unit = unit(row, provinces);
      if (unit == null) {
        continue;
      }
      for (Unit other : sameCode.computeIfAbsent(unit.code(), code -> new ArrayList<>())) {
        if (overlap(unit, other)) {
          row.error(
              "code "
                  + unit.code()
                  + " is valid at the same time as in line "
                  + lines.get(other)
                  + "; correct valid_from or valid_to.");
        }
      }
      sameCode.get(unit.code()).add(unit);
      lines.put(unit, row.line());
      units.add(unit);
    }
    return units;
  }

  private static boolean overlap(Unit a, Unit b) {
    return (b.validTo() == null || a.validFrom().isBefore(b.validTo()))
        && (a.validTo() == null || b.validFrom().isBefore(a.validTo()));
  }

  private static Unit unit(DataFile.Row row, Map<String, Province> provinces) {
    String code = row.matching("code", UNIT_CODE, "five digits");
    String name = row.vietnameseName("name");
    UnitKind kind = row.known("kind", UnitKind::of, "one of xa, phuong, dac_khu, thi_tran");
    Province province = row.known("province_code", provinces::get, "a code of " + PROVINCES_FILE);
    LocalDate validFrom = row.date("valid_from");
    boolean open = row.isBlank("valid_to");
    LocalDate validTo = open ? null : row.date("valid_to");
    if (validFrom != null && validTo != null && !validFrom.isBefore(validTo)) {
      row.error("valid_to is not after valid_from; it is the first day without the unit.");
      return null;
    }
    List<String> predecessors = predecessors(row);
    double latitude = row.optionalNumber("latitude", -90, 90);
    double longitude = row.optionalNumber("longitude", -180, 180);
    double area = row.optionalNumber("area_km2", 0, 1_000_000);
    String formerDistrict =
        row.isBlank("former_district") ? null : row.vietnameseName("former_district");
    if (code == null
        || name == null
        || kind == null
        || province == null
        || validFrom == null
        || (validTo == null && !open)
        || predecessors == null) {
      return null;
    }
    return new Unit(
        code,
        name,
        kind,
        province.code(),
        validFrom,
        validTo,
        predecessors,
        latitude,
        longitude,
        area,
        formerDistrict);
  }

  private static List<String> predecessors(DataFile.Row row) {
    String text = row.optionalText("predecessors");
    if (text == null) {
      return List.of();
    }
    List<String> names = Arrays.stream(text.split(";", -1)).map(String::strip).toList();
    if (names.stream().anyMatch(String::isEmpty)) {
      row.error("predecessors has an empty name between ';'; remove the superfluous ';'.");
      return null;
    }
    return names;
  }

  /** The unit with this code on this local day, or null when there is none. */
  public Unit unit(String code, LocalDate day) {
    Unit[] candidates = candidates(code);
    for (int i = 0; candidates != null && i < candidates.length; i++) {
      if (candidates[i].validOn(day)) {
        return candidates[i];
      }
    }
    return null;
  }

  /** The unit that has this code last, or null when there is none. */
  public Unit latest(String code) {
    Unit[] candidates = candidates(code);
    return candidates == null ? null : candidates[candidates.length - 1];
  }

  /** Whether any unit has or had this code. */
  public boolean contains(String code) {
    return candidates(code) != null;
  }

  /** The units of this local day, ordered by code. */
  public List<Unit> units(LocalDate day) {
    return units.stream().filter(unit -> unit.validOn(day)).toList();
  }

  /** The units of a province on this local day, ordered by code; empty when there is none. */
  public List<Unit> units(String provinceCode, LocalDate day) {
    return units.stream()
        .filter(unit -> unit.provinceCode().equals(provinceCode) && unit.validOn(day))
        .toList();
  }

  /** Every unit of every time, ordered by code, then by time. */
  public List<Unit> allUnits() {
    return units;
  }

  /** The provinces, ordered by code. */
  public List<Province> provinces() {
    return provinces;
  }

  /** Whether an event of a commune may carry a time. */
  public enum Validity {
    VALID,
    NOT_IN_ROSTER,
    NOT_VALID_THEN
  }

  /** Looks without making objects, for the decoder. */
  public Validity validity(String code, long epochMillis) {
    Unit[] candidates = candidates(code);
    if (candidates == null) {
      return Validity.NOT_IN_ROSTER;
    }
    long day = VietnamTime.localEpochDay(epochMillis);
    for (Unit unit : candidates) {
      if (day >= unit.validFrom().toEpochDay()
          && (unit.validTo() == null || day < unit.validTo().toEpochDay())) {
        return Validity.VALID;
      }
    }
    return Validity.NOT_VALID_THEN;
  }

  /** The roster's own text for five digits, or null when it has no such code. */
  public String code(char[] digits, int from) {
    int number = 0;
    for (int i = from; i < from + 5; i++) {
      number = number * 10 + (digits[i] - '0');
    }
    Unit[] candidates = byCode[number];
    return candidates == null ? null : candidates[0].code();
  }

  private Unit[] candidates(String code) {
    int number = number(code);
    return number < 0 ? null : byCode[number];
  }

  /** The number of five digits, or -1 for any other text. */
  private static int number(String code) {
    if (code.length() != 5) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < 5; i++) {
      char c = code.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }
}
