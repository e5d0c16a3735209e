package vn.cds.importer.place;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.roster.FormerUnit;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.importer.value.CellText;
import vn.cds.importer.value.Nearest;

/**
 * Finds the code of a commune by its name, with its former district or its province where the name
 * alone does not tell: names of today and of before 2025-07-01, with and without marks, with and
 * without the kind (xã, phường), with what offices put before it (UBND). A name with marks means no
 * unit whose marks are others: Tân Thành is not Tân Thạnh.
 *
 * <p>A name that a unit of today and a former one have means the former one when the district is
 * told or the day lies before the merger. A former name means the unit that it became part of.
 */
public final class CommuneFinder {
  private static final int MOST_SHOWN = 5;

  /** Looking for what is near takes milliseconds; a wrong column has a name in every row. */
  private static final int MOST_WITH_NEAREST = 200;

  private static final LocalDate MERGER = LocalDate.of(2025, 7, 1);
  private static final List<String> OFFICES =
      List.of(
          "trung tam phuc vu hanh chinh cong ",
          "bo phan tiep nhan va tra ket qua ",
          "bo phan mot cua ",
          "uy ban nhan dan ",
          "ubnd ",
          "ttpvhcc ",
          "mot cua ",
          "cong an ",
          "tram y te ");
  private static final Map<String, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("thi tran ", "thi tran ");
    KINDS.put("dac khu ", "dac khu ");
    KINDS.put("phuong ", "phuong ");
    KINDS.put("xa ", "xa ");
    KINDS.put("tt ", "thi tran ");
    KINDS.put("p ", "phuong ");
    KINDS.put("x ", "xa ");
    KINDS.put("dk ", "dac khu ");
  }

  private static final List<String> COMMUNE_KINDS = List.copyOf(KINDS.keySet());
  private static final List<String> UPPER_KINDS =
      List.of("thanh pho ", "thi xa ", "huyen ", "quan ", "tinh ", "tp ", "tx ", "h ", "q ", "t ");

  /** A unit as it is known by one of its names. */
  private record Known(String code, String name, String province, String district, Sort sort) {}

  private enum Sort {
    TODAY,
    /** It had this code before the merger. */
    FORMER,
    /** It became part of the unit that has this code now. */
    PREDECESSOR
  }

  private final List<Known> all = new ArrayList<>();
  private final Map<String, List<Known>> byMarkedName = new HashMap<>();
  private final Map<String, List<Known>> byName = new HashMap<>();
  private final Map<String, List<Known>> byBareName = new HashMap<>();
  private final Map<String, String> provinces = new HashMap<>();
  private final Map<String, String> provinceNames = new HashMap<>();
  private final Roster roster;
  private int unknown;
  private final Map<Question, Answer> answers = new HashMap<>();

  private record Question(String commune, String district, String province, boolean before) {}

  /**
   * What was found.
   *
   * @param code null when nothing was found
   * @param fault why, the end of a sentence that begins with the name; null when it was found
   * @param nearest names with their codes that look alike
   */
  public record Answer(String code, String fault, List<String> nearest) {}

  public CommuneFinder(Roster roster, FormerUnits former) {
    this.roster = roster;
    for (Province province : roster.provinces()) {
      provinces.put(upperName(province.name()), province.code());
      provinces.put(CellText.bareWords(province.englishName()), province.code());
      provinces.put(province.code(), province.code());
      provinceNames.put(province.code(), province.name());
    }
    Map<String, String> districts = new HashMap<>();
    for (FormerUnit unit : former.all()) {
      if (unit.level() == UnitLevel.FORMER_PROVINCE) {
        provinces.putIfAbsent(upperName(unit.name()), unit.provinceCode());
      } else if (unit.level() == UnitLevel.FORMER_DISTRICT) {
        districts.put(unit.code(), unit.name());
      }
    }
    for (Unit unit : roster.allUnits()) {
      add(
          new Known(
              unit.code(),
              unit.name(),
              unit.provinceCode(),
              unit.formerDistrict(),
              unit.validTo() == null ? Sort.TODAY : Sort.FORMER));
    }
    for (FormerUnit unit : former.all()) {
      if (unit.level() == UnitLevel.FORMER_COMMUNE) {
        String district = districts.get(unit.code().substring(0, unit.code().indexOf('/')));
        for (String code : unit.successors()) {
          add(new Known(code, unit.name(), unit.provinceCode(), district, Sort.PREDECESSOR));
        }
      }
    }
  }

  private void add(Known unit) {
    all.add(unit);
    byMarkedName.computeIfAbsent(CellText.key(unit.name), n -> new ArrayList<>()).add(unit);
    String bare = commune(unit.name);
    byName.computeIfAbsent(bare, n -> new ArrayList<>()).add(unit);
    byBareName.computeIfAbsent(withoutKind(bare, COMMUNE_KINDS), n -> new ArrayList<>()).add(unit);
  }

  /** Without marks and offices, with the whole word of the kind, numbers without zeros at front. */
  private static String commune(String name) {
    String bare = CellText.bareWords(name);
    for (String office : OFFICES) {
      if (bare.startsWith(office)) {
        bare = bare.substring(office.length());
        break;
      }
    }
    for (Map.Entry<String, String> kind : KINDS.entrySet()) {
      if (bare.startsWith(kind.getKey()) && bare.length() > kind.getKey().length()) {
        bare = kind.getValue() + bare.substring(kind.getKey().length());
        break;
      }
    }
    return bare.replaceAll(" 0+(\\d)", " $1");
  }

  private static String withoutKind(String bare, List<String> kinds) {
    for (String kind : kinds) {
      if (bare.startsWith(kind) && bare.length() > kind.length()) {
        return bare.substring(kind.length());
      }
    }
    return bare;
  }

  /**
   * Finds a commune.
   *
   * @param commune its name; a name of the form {@code commune, district, province} is taken apart
   * @param district name of the former district; null when it is not told
   * @param province name or code of the province, of today or former; null when it is not told
   * @param day when the matter began; null when it is not known
   */
  public Answer find(String commune, String district, String province, LocalDate day) {
    boolean before = day != null && day.isBefore(MERGER);
    return answers.computeIfAbsent(new Question(commune, district, province, before), this::answer);
  }

  private Answer answer(Question question) {
    String commune = question.commune;
    String district = question.district;
    String province = question.province;
    String[] parts = commune.split("\\s*[,;]\\s*|\\s+-\\s+");
    if (parts.length > 1 && candidates(commune, null, null).isEmpty()) {
      commune = parts[0];
      for (int i = 1; i < parts.length; i++) {
        if (i == parts.length - 1 && provinces.containsKey(upperName(parts[i]))) {
          province = province == null ? parts[i] : province;
        } else {
          district = district == null ? parts[i] : district;
        }
      }
    }
    String provinceCode = null;
    if (province != null) {
      provinceCode = provinces.get(upperName(province));
      if (provinceCode == null) {
        return new Answer(null, "has the province " + province + ", which is not known", List.of());
      }
    }
    List<Known> candidates = candidates(commune, district, provinceCode);
    if (candidates.isEmpty()) {
      unknown++;
      return new Answer(
          null,
          "is not in the roster",
          unknown <= MOST_WITH_NEAREST ? nearest(commune, provinceCode) : List.of());
    }
    return choose(
        candidates,
        question.before
            ? List.of(Sort.FORMER, Sort.PREDECESSOR, Sort.TODAY)
            : district != null
                ? List.of(Sort.PREDECESSOR, Sort.FORMER, Sort.TODAY)
                : List.of(Sort.TODAY, Sort.PREDECESSOR, Sort.FORMER));
  }

  /** Of a district or a province, without its kind and marks. */
  private static String upperName(String name) {
    return withoutKind(CellText.bareWords(name), UPPER_KINDS);
  }

  private List<Known> candidates(String commune, String district, String province) {
    String bare = commune(commune);
    List<List<Known>> steps = new ArrayList<>();
    steps.add(byMarkedName.getOrDefault(CellText.key(commune), List.of()));
    steps.add(byName.getOrDefault(bare, List.of()));
    String own = withoutKind(bare, COMMUNE_KINDS);
    steps.add(byBareName.getOrDefault(own, List.of()));
    String marked = marked(commune, own);
    boolean hasMarks = !marked.equals(own);
    String wantedDistrict = district == null ? null : upperName(district);
    for (List<Known> step : steps) {
      List<Known> fitting =
          step.stream()
              .filter(unit -> !hasMarks || marked(unit.name, own).equals(marked))
              .filter(unit -> province == null || unit.province.equals(province))
              .filter(unit -> wantedDistrict == null || isIn(unit, wantedDistrict))
              .toList();
      if (!fitting.isEmpty()) {
        return fitting;
      }
    }
    return List.of();
  }

  /**
   * A name with its marks and without its kind and office.
   *
   * @param own the same without marks, as {@link #withoutKind} has it: it has the last words
   */
  private static String marked(String name, String own) {
    String[] words = CellText.keyWords(name).split(" ");
    int from = Math.max(0, words.length - own.split(" ").length);
    return String.join(" ", Arrays.asList(words).subList(from, words.length))
        .replaceAll("(^| )0+(\\d)", "$1$2");
  }

  /** A unit of whose district nothing is known may lie in any. */
  private static boolean isIn(Known unit, String district) {
    return unit.district == null || upperName(unit.district).equals(district);
  }

  private Answer choose(List<Known> candidates, List<Sort> order) {
    Set<String> codes = new TreeSet<>();
    for (int i = 0; codes.isEmpty(); i++) {
      Sort sort = order.get(i);
      candidates.stream().filter(unit -> unit.sort == sort).forEach(unit -> codes.add(unit.code));
    }
    if (codes.size() == 1) {
      return new Answer(codes.iterator().next(), null, List.of());
    }
    return new Answer(
        null,
        "means several communes; tell the district (district_name) or the province"
            + " (province_name; of one province alone: province_name.constant = NAME)",
        codes.stream().limit(MOST_SHOWN).map(this::describe).toList());
  }

  private List<String> nearest(String commune, String province) {
    Map<String, String> codes = new LinkedHashMap<>();
    for (Known unit : all) {
      if (province == null || unit.province.equals(province)) {
        codes.put(unit.name, unit.code);
      }
    }
    Set<String> described = new LinkedHashSet<>();
    for (String name : Nearest.of(commune, codes.keySet())) {
      described.add(name + " (" + codes.get(name) + ")");
    }
    return List.copyOf(described);
  }

  private String describe(String code) {
    List<Unit> units = roster.allUnits().stream().filter(u -> u.code().equals(code)).toList();
    Unit unit = units.get(units.size() - 1);
    return unit.name()
        + " ("
        + code
        + ", "
        + provinceNames.getOrDefault(unit.provinceCode(), unit.provinceCode())
        + ")";
  }
}
