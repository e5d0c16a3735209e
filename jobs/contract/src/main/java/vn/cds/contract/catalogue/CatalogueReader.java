package vn.cds.contract.catalogue;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vn.cds.contract.catalogue.frame.Confirmation;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.frame.FrameKind;
import vn.cds.contract.catalogue.frame.Group;
import vn.cds.contract.catalogue.frame.ScoreClass;
import vn.cds.contract.catalogue.indicator.Better;
import vn.cds.contract.catalogue.indicator.Formula;
import vn.cds.contract.catalogue.indicator.GroupReference;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorUnit;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.catalogue.indicator.Input;
import vn.cds.contract.catalogue.indicator.ZeroDenominator;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.settings.Faults;
import vn.cds.contract.settings.YamlMapping;
import vn.cds.contract.text.Names;
import vn.cds.contract.text.Word;

/** Reads the catalogue's file and checks every rule of docs/scoring.md. */
final class CatalogueReader {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String AN_ID = "letters of A to Z, digits and . _ -, at most 64";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final LocalDate FIRST_DAY = LocalDate.EPOCH;

  /** What a Date of ClickHouse can hold. */
  private static final LocalDate LAST_DAY = LocalDate.of(2149, 6, 6);

  private static final BigDecimal HIGHEST_SCORE = BigDecimal.valueOf(100);

  private final Faults faults;
  private final Figures figures;

  /** The groups of each frame by their ids; null for a group that is faulty itself. */
  private final Map<String, Map<String, Group>> groups = new HashMap<>();

  private final Map<String, FrameKind> kinds = new HashMap<>();
  private final List<Claim> claims = new ArrayList<>();

  /** That a version of an indicator belongs to a group. */
  private record Claim(
      GroupReference group, String indicator, IndicatorVersion version, int line) {}

  private CatalogueReader(String file, Figures figures) {
    this.faults = new Faults(file);
    this.figures = figures;
  }

  /**
   * Reads a file.
   *
   * @param figures those that can be declared; null: any
   * @throws InvalidDataFile with every error
   */
  static Catalogue read(String file, String text, Figures figures) {
    CatalogueReader reader = new CatalogueReader(file, figures);
    Catalogue catalogue = reader.catalogue(text);
    reader.faults.throwIfAny();
    return catalogue;
  }

  private Catalogue catalogue(String text) {
    YamlMapping root = YamlMapping.root(text, faults, "format", "frames", "indicators");
    if (root == null) {
      return null;
    }
    root.known("format", format -> format.equals("1") ? format : null, "1");
    List<Frame> frames = frames(root);
    List<Indicator> indicators = indicators(root);
    checkGroupsAreNotExceeded();
    return new Catalogue(text, frames, indicators);
  }

  private List<Frame> frames(YamlMapping root) {
    List<Frame> frames = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (YamlMapping at :
        root.mappings(
            "frames", "id", "kind", "name", "source", "points", "confirmed", "classes", "groups")) {
      frames.add(frame(at, ids));
    }
    if (frames.isEmpty()) {
      root.fault("frames", "has no frame; list at least one.");
    }
    return frames;
  }

  private Frame frame(YamlMapping at, Set<String> ids) {
    String id = id(at, ids, "frame");
    FrameKind kind = word(at, "kind", FrameKind.values());
    Names name = names(at);
    String source = at.text("source");
    BigDecimal points =
        onlyFor(FrameKind.POINTS, kind, at, "points") ? positive(at, "points") : null;
    List<ScoreClass> classes =
        onlyFor(FrameKind.POINTS, kind, at, "classes") ? classes(at) : List.of();
    List<Group> frameGroups = groups(at, id, kind);
    if (points != null && frameGroups.stream().allMatch(group -> group.points() != null)) {
      BigDecimal sum = sum(frameGroups.stream().map(Group::points).toList());
      if (sum.compareTo(points) != 0) {
        at.fault(
            "points",
            "are "
                + points
                + ", those of the groups add up to "
                + sum.toPlainString()
                + "; make them equal.");
      }
    }
    kinds.put(id, kind);
    return new Frame(id, kind, name, source, points, confirmation(at), classes, frameGroups);
  }

  private static Confirmation confirmation(YamlMapping frame) {
    if (frame.isEmpty("confirmed")) {
      return null;
    }
    YamlMapping at = frame.mapping("confirmed", "by", "on");
    return at == null ? null : new Confirmation(at.text("by"), date(at, "on"));
  }

  /** Whether the key is to be read: frames of other kinds must not have it. */
  private static boolean onlyFor(FrameKind wanted, FrameKind kind, YamlMapping at, String key) {
    if (kind != null && kind != wanted && !at.isEmpty(key)) {
      at.fault(key, "is for frames of kind " + wanted.word() + " only; remove it.");
    }
    return kind == wanted;
  }

  private List<ScoreClass> classes(YamlMapping frame) {
    List<ScoreClass> classes = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    BigDecimal above = null;
    YamlMapping last = null;
    for (YamlMapping at : frame.mappings("classes", "id", "from", "name")) {
      String id = id(at, ids, "class");
      BigDecimal from = number(at, "from");
      if (from != null && from.compareTo(HIGHEST_SCORE) > 0) {
        at.fault("from", "is " + from + "; a score is at most 100, so lower it.");
      }
      if (from != null && above != null && from.compareTo(above) >= 0) {
        at.fault("from", "is not below that of the class before; list the highest class first.");
      }
      above = from;
      last = at;
      classes.add(new ScoreClass(id, from, names(at)));
    }
    if (last == null) {
      frame.fault("classes", "is empty; list at least one class, the last from: 0.");
    } else if (above != null && above.signum() != 0) {
      last.fault("from", "is " + above + "; the last class must begin at 0.");
    }
    return classes;
  }

  private List<Group> groups(YamlMapping frame, String frameId, FrameKind kind) {
    List<Group> list = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (YamlMapping at : frame.mappings("groups", "id", "name", "points", "count")) {
      String id = id(at, ids, "group");
      Names name = names(at);
      BigDecimal points =
          onlyFor(FrameKind.POINTS, kind, at, "points") ? positive(at, "points") : null;
      Integer criteria =
          onlyFor(FrameKind.CRITERIA, kind, at, "count")
              ? at.known("count", text -> whole(text, 1), "a whole number from 1")
              : null;
      Group group = new Group(id, name, points, criteria);
      list.add(group);
      groups.computeIfAbsent(frameId, key -> new HashMap<>()).put(id, group);
    }
    if (list.isEmpty()) {
      frame.fault("groups", "has no group; list at least one.");
    }
    return list;
  }

  private List<Indicator> indicators(YamlMapping root) {
    List<Indicator> indicators = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (YamlMapping at :
        root.mappings("indicators", "id", "name", "groups", "unit", "input", "versions")) {
      indicators.add(indicator(at, ids));
    }
    if (indicators.isEmpty()) {
      root.fault("indicators", "has no indicator; list at least one.");
    }
    return indicators;
  }

  private Indicator indicator(YamlMapping at, Set<String> ids) {
    String id = id(at, ids, "indicator");
    Names name = names(at);
    List<GroupReference> references = references(at);
    IndicatorUnit unit = word(at, "unit", IndicatorUnit.values());
    Input input = word(at, "input", Input.values());
    List<IndicatorVersion> versions = new ArrayList<>();
    YamlMapping before = null;
    for (YamlMapping versionAt :
        at.mappings(
            "versions",
            "effective_from",
            "effective_to",
            "numerator",
            "denominator",
            "target",
            "better",
            "points",
            "zero_denominator",
            "minimum_n",
            "source",
            "verified")) {
      IndicatorVersion version = version(versionAt, input);
      if (before != null) {
        checkFollows(before, versions.get(versions.size() - 1), versionAt, version);
      }
      before = versionAt;
      versions.add(version);
      for (GroupReference group : references) {
        claims.add(new Claim(group, id, version, versionAt.line("points")));
      }
    }
    if (before == null) {
      at.fault("versions", "has no version; list at least one.");
    }
    return new Indicator(id, name, references, unit, input, versions);
  }

  private List<GroupReference> references(YamlMapping at) {
    List<GroupReference> references = new ArrayList<>();
    for (YamlMapping.Item item : at.items("groups")) {
      String[] parts = item.text().split("/", 2);
      Map<String, Group> known = groups.getOrDefault(parts[0], Map.of());
      if (parts.length < 2 || !known.containsKey(parts[1])) {
        faults.add(
            item.line(),
            "groups names \""
                + item.text()
                + "\", which is no group; write FRAME/GROUP as they stand under frames.");
      } else if (references.stream().anyMatch(other -> other.frame().equals(parts[0]))) {
        faults.add(
            item.line(),
            "groups names frame " + parts[0] + " twice; keep one group of each frame.");
      } else {
        references.add(new GroupReference(parts[0], parts[1]));
      }
    }
    return references;
  }

  private IndicatorVersion version(YamlMapping at, Input input) {
    LocalDate from = date(at, "effective_from");
    LocalDate to = at.isEmpty("effective_to") ? null : date(at, "effective_to");
    if (from != null && to != null && !from.isBefore(to)) {
      at.fault("effective_to", "is not after effective_from; it is the first day without.");
    }
    Formula numerator = formula(at, "numerator");
    Formula denominator = formula(at, "denominator");
    checkFormulas(at, input, numerator, denominator);
    BigDecimal target = at.isEmpty("target") ? null : number(at, "target");
    BigDecimal points = at.isEmpty("points") ? null : positive(at, "points");
    if (points != null && (target == null || target.signum() == 0)) {
      at.fault("points", "need a target above 0; fill in target, or leave points empty.");
    }
    Better better = optionalWord(at, "better", Better.HIGHER, Better.values());
    ZeroDenominator zero =
        optionalWord(at, "zero_denominator", ZeroDenominator.NO_DATA, ZeroDenominator.values());
    Integer minimum = at.optional("minimum_n", 0, text -> whole(text, 0), "a whole number from 0");
    String source = at.text("source");
    Boolean verified =
        at.known(
            "verified",
            text -> text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : null,
            "true or false");
    return new IndicatorVersion(
        from,
        to,
        numerator,
        denominator,
        target,
        better,
        points,
        zero,
        minimum == null ? 0 : minimum,
        source,
        Boolean.TRUE.equals(verified));
  }

  private static void checkFormulas(
      YamlMapping at, Input input, Formula numerator, Formula denominator) {
    if (input == Input.MISSING) {
      for (String key : List.of("numerator", "denominator")) {
        if (!at.isEmpty(key)) {
          at.fault(
              key,
              "must be empty while input is missing; remove it, or set input to measured or declared.");
        }
      }
      return;
    }
    if (at.isEmpty("numerator")) {
      at.fault("numerator", "is empty; fill it in, or set input to missing.");
      return;
    }
    if (input == Input.DECLARED && (numerator.isMeasured() || denominator.isMeasured())) {
      at.fault("numerator", "or denominator uses the event streams; set input to measured.");
    }
  }

  private static void checkFollows(
      YamlMapping beforeAt, IndicatorVersion before, YamlMapping at, IndicatorVersion version) {
    LocalDate from = version.effectiveFrom();
    LocalDate start = before.effectiveFrom();
    if (from == null || start == null) {
      return;
    }
    if (!from.isAfter(start)) {
      at.fault(
          "effective_from", "is not after that of the version before; list the earliest first.");
    } else if (before.effectiveTo() == null || before.effectiveTo().isAfter(from)) {
      at.fault(
          "effective_from",
          "is "
              + from
              + ", when the version before is still effective; set effective_to of line "
              + beforeAt.line("effective_to")
              + " to "
              + from
              + " or earlier.");
    }
  }

  /** Checked for every day on which a version begins, since sums change on those only. */
  private void checkGroupsAreNotExceeded() {
    Map<GroupReference, List<Claim>> byGroup =
        claims.stream()
            .filter(claim -> claim.version.effectiveFrom() != null)
            .collect(Collectors.groupingBy(Claim::group));
    byGroup.forEach(
        (reference, members) -> {
          Group group = groups.get(reference.frame()).get(reference.group());
          for (LocalDate day :
              members.stream()
                  .map(claim -> claim.version.effectiveFrom())
                  .collect(Collectors.toCollection(TreeSet::new))) {
            List<Claim> effective =
                members.stream().filter(claim -> claim.version.isEffective(day)).toList();
            if (isExceeded(reference, group, effective, day)) {
              return; // one fault tells enough about a group
            }
          }
        });
  }

  private boolean isExceeded(
      GroupReference reference, Group group, List<Claim> effective, LocalDate day) {
    if (group.points() != null) {
      List<Claim> weighing =
          effective.stream().filter(claim -> claim.version.points() != null).toList();
      BigDecimal sum = sum(weighing.stream().map(claim -> claim.version.points()).toList());
      if (sum.compareTo(group.points()) > 0) {
        faults.add(
            weighing.get(weighing.size() - 1).line,
            "points of the indicators of "
                + reference
                + " add up to "
                + sum.toPlainString()
                + " on "
                + day
                + "; the group has "
                + group.points()
                + ", so lower them.");
        return true;
      }
    }
    if (group.criteria() != null && effective.size() > group.criteria()) {
      Claim last = effective.get(effective.size() - 1);
      faults.add(
          last.line,
          "indicator "
              + last.indicator
              + " is number "
              + effective.size()
              + " of "
              + reference
              + " on "
              + day
              + "; the group has a count of "
              + group.criteria()
              + ", so remove one or raise it.");
      return true;
    }
    return false;
  }

  private String id(YamlMapping at, Set<String> taken, String what) {
    String id = at.known("id", text -> ID.matcher(text).matches() ? text : null, AN_ID);
    if (id != null && !taken.add(id)) {
      at.fault("id", id + " is taken by another " + what + "; choose another one.");
    }
    return id;
  }

  private static Names names(YamlMapping at) {
    YamlMapping names = at.mapping("name", "vi", "en");
    return names == null ? null : new Names(names.text("vi"), names.text("en"));
  }

  private static <W extends Word> W word(YamlMapping at, String key, W[] words) {
    return at.known(key, find(words), "one of " + list(words));
  }

  private static <W extends Word> W optionalWord(
      YamlMapping at, String key, W whenEmpty, W[] words) {
    return at.optional(key, whenEmpty, find(words), "one of " + list(words));
  }

  private static <W extends Word> Function<String, W> find(W[] words) {
    return text ->
        Arrays.stream(words).filter(word -> word.word().equals(text)).findFirst().orElse(null);
  }

  private static String list(Word[] words) {
    return Arrays.stream(words).map(Word::word).collect(Collectors.joining(", "));
  }

  private Formula formula(YamlMapping at, String key) {
    if (at.isEmpty(key)) {
      return Formula.NONE;
    }
    String text = at.text(key);
    return text == null ? Formula.NONE : Formula.parse(text, figures, what -> at.fault(key, what));
  }

  private static BigDecimal number(YamlMapping at, String key) {
    return at.known(key, CatalogueReader::parseNumber, "a number such as 0.8, not below 0");
  }

  private static BigDecimal positive(YamlMapping at, String key) {
    return at.known(
        key,
        text -> {
          BigDecimal number = parseNumber(text);
          return number == null || number.signum() == 0 ? null : number;
        },
        "a number above 0");
  }

  /** With the shortest form that is not in powers of ten, so that 1.0 equals 1. */
  private static BigDecimal parseNumber(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  private static Integer whole(String text, int minimum) {
    if (!text.matches("[0-9]{1,9}")) {
      return null;
    }
    int number = Integer.parseInt(text);
    return number < minimum ? null : number;
  }

  private static LocalDate date(YamlMapping at, String key) {
    return at.known(
        key,
        text -> {
          try {
            LocalDate date = LocalDate.parse(text);
            return date.isBefore(FIRST_DAY) || !date.isBefore(LAST_DAY) ? null : date;
          } catch (DateTimeException e) {
            return null; // the mapping says where and what is expected
          }
        },
        "a date such as 2022-06-23, from " + FIRST_DAY + " to " + LAST_DAY.minusDays(1));
  }

  private static BigDecimal sum(List<BigDecimal> numbers) {
    return numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
