package vn.cds.contract.roster;

import java.io.Serializable;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.file.DataFile;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.text.Spelling;

/**
 * The provinces, districts and communes of before 2025-07-01. Provinces and districts stand in
 * {@code former_units.csv}; communes are the predecessors that the roster names, each in the
 * district of its successor unless the file says otherwise. Immutable and thread-safe.
 */
public final class FormerUnits implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final String FILE = "former_units.csv";
  private static final List<String> HEADER =
      List.of("level", "code", "name", "province_code", "valid_to", "successors");
  private static final LocalDate TWO_LEVELS_SINCE = LocalDate.of(2025, 7, 1);

  /** Two wards of one name, as the roster writes them: {@code Xã Phú Sơn (huyện Quan Hóa)}. */
  private static final Pattern NAME_AND_DISTRICT = Pattern.compile("(.+) \\((.+)\\)");

  private static final Pattern TONE = Pattern.compile("[\\u0300\\u0301\\u0303\\u0309\\u0323]");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final ArrayList<FormerUnit> units;

  /** By level and folded code. */
  private final HashMap<String, FormerUnit> byKey = new HashMap<>();

  private FormerUnits(List<FormerUnit> units) {
    this.units = new ArrayList<>(units);
    units.forEach(unit -> byKey.put(key(unit.level(), unit.code()), unit));
  }

  /** The former units of a roster, with those that come with this library. */
  public static FormerUnits of(Roster roster) {
    List<String> errors = new ArrayList<>();
    return of(DataFile.bundled(FILE, HEADER, errors), roster, errors);
  }

  /**
   * The former units of a roster, with those of an administrator's file.
   *
   * @throws InvalidDataFile with every error, each with its line
   */
  public static FormerUnits read(Path file, Roster roster) {
    List<String> errors = new ArrayList<>();
    return of(DataFile.read(file, HEADER, errors), roster, errors);
  }

  private static FormerUnits of(List<DataFile.Row> rows, Roster roster, List<String> errors) {
    Map<String, FormerUnit> units = new LinkedHashMap<>();
    for (DataFile.Row row : rows) {
      FormerUnit unit = unit(row);
      if (unit != null && units.put(key(unit.level(), unit.code()), unit) != null) {
        row.error("the unit " + unit.code() + " stands twice; keep one line.");
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidDataFile(errors);
    }
    addPredecessors(units, roster);
    return new FormerUnits(List.copyOf(units.values()));
  }

  private static FormerUnit unit(DataFile.Row row) {
    UnitLevel level =
        row.known(
            "level",
            name -> name.startsWith("former-") ? UnitLevel.of(name) : null,
            "one of former-commune, former-district and former-province");
    String code = row.text("code");
    String name = row.text("name");
    String province = row.text("province_code");
    LocalDate validTo = row.date("valid_to");
    String successors = row.optionalText("successors");
    if (level == UnitLevel.FORMER_COMMUNE
        && code != null
        && name != null
        && !code.endsWith("/" + name)) {
      row.error("the code of a former commune is DISTRICT CODE/full name; correct code or name.");
      return null;
    }
    return level == null || code == null || name == null || province == null || validTo == null
        ? null
        : new FormerUnit(
            level,
            code,
            Spelling.official(name),
            province,
            validTo,
            successors == null ? List.of() : Arrays.asList(successors.split(";")));
  }

  private static void addPredecessors(Map<String, FormerUnit> units, Roster roster) {
    Map<String, String> districts = new HashMap<>();
    Map<String, String> districtOfPart = new HashMap<>();
    for (FormerUnit unit : units.values()) {
      if (unit.level() == UnitLevel.FORMER_DISTRICT) {
        districts.put(unit.provinceCode() + fold(unit.name()), unit.code());
      }
      for (String successor : unit.successors()) {
        if (unit.level() == UnitLevel.FORMER_COMMUNE) {
          districtOfPart.put(
              successor + fold(unit.name()), unit.code().substring(0, unit.code().indexOf('/')));
        }
      }
    }
    Map<String, TreeSet<String>> successors = new LinkedHashMap<>();
    Map<String, FormerUnit> found = new HashMap<>();
    for (Unit unit : roster.allUnits()) {
      for (String predecessor : unit.predecessors()) {
        Matcher split = NAME_AND_DISTRICT.matcher(predecessor);
        boolean told = split.matches();
        String name = told ? split.group(1) : predecessor;
        String district = told ? split.group(2) : unit.formerDistrict();
        String code =
            districtOfPart.getOrDefault(
                unit.code() + fold(name),
                district == null ? null : districts.get(unit.provinceCode() + fold(district)));
        if (code != null) {
          FormerUnit commune =
              new FormerUnit(
                  UnitLevel.FORMER_COMMUNE,
                  code + '/' + name,
                  Spelling.official(name),
                  unit.provinceCode(),
                  TWO_LEVELS_SINCE,
                  List.of());
          String key = key(commune.level(), commune.code());
          found.putIfAbsent(key, commune);
          successors.computeIfAbsent(key, k -> new TreeSet<>()).add(unit.code());
        }
      }
    }
    successors.forEach(
        (key, codes) -> {
          FormerUnit commune = found.get(key);
          units.putIfAbsent(
              key,
              new FormerUnit(
                  commune.level(),
                  commune.code(),
                  commune.name(),
                  commune.provinceCode(),
                  commune.validTo(),
                  List.copyOf(codes)));
        });
  }

  /**
   * The former unit with this code, in any spelling of its name: Hoá for Hóa, upper case, any
   * normal form of Unicode. Null when there is none.
   */
  public FormerUnit find(UnitLevel level, String code) {
    return byKey.get(key(level, code));
  }

  /** All, those of the file first. */
  public List<FormerUnit> all() {
    return List.copyOf(units);
  }

  /** Whether a province of today has the area that it had before 2025-07-01. */
  public boolean isUnchanged(String provinceCode) {
    List<FormerUnit> parts =
        units.stream()
            .filter(unit -> unit.level() == UnitLevel.FORMER_PROVINCE)
            .filter(unit -> unit.provinceCode().equals(provinceCode))
            .toList();
    return parts.size() == 1 && parts.get(0).code().equals(provinceCode);
  }

  private static String key(UnitLevel level, String code) {
    return level.wireName() + '/' + fold(code);
  }

  /** Writes the tone of each word at its end, where it does not matter on which vowel it stood. */
  public static String fold(String name) {
    StringBuilder folded = new StringBuilder();
    for (String word : SPACE.split(Normalizer.normalize(name.strip(), Normalizer.Form.NFD))) {
      Matcher tone = TONE.matcher(word);
      folded.append(tone.replaceAll("")).append(tone.reset().find() ? tone.group() : "");
      folded.append(' ');
    }
    return folded.toString().toLowerCase(Locale.ROOT);
  }
}
