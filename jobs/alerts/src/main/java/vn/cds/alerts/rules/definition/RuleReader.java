package vn.cds.alerts.rules.definition;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.cds.alerts.rules.decision.BacklogRule;
import vn.cds.alerts.rules.decision.Better;
import vn.cds.alerts.rules.decision.Levels;
import vn.cds.alerts.rules.decision.OwnHistoryRule;
import vn.cds.alerts.rules.decision.PeerRule;
import vn.cds.alerts.rules.decision.SilenceRule;
import vn.cds.alerts.rules.decision.TargetRule;
import vn.cds.contract.alerts.RuleScope;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.alerts.Word;
import vn.cds.contract.settings.Faults;
import vn.cds.contract.settings.YamlMapping;

/** Reads the rule file and checks it; docs/adr/0004 tells what the numbers mean. */
final class RuleReader {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  /** A pending episode has to outlive a crash, so checkpoints must lie within its hold. */
  private static final Duration SHORTEST_HOLD = Duration.ofMinutes(1);

  private static final Duration LONGEST_HOLD = Duration.ofDays(30);

  private static final List<String> COMMON =
      List.of(
          "id",
          "version",
          "kind",
          "name_vi",
          "name_en",
          "indicator",
          "scope",
          "severity",
          "clock",
          "hold",
          "clear_hold",
          "muted_by",
          "paused");

  /** The kinds of decision rules, with the keys that only they have. */
  private enum Kind implements Word {
    TARGET("target", "better", "clear_at", "fast_hours", "fast_z", "slow_z", "minimum_n"),
    OWN_HISTORY(
        "hours", "weeks", "minimum_weeks", "level", "clear_level", "variation", "minimum_n"),
    PEERS("better", "level", "clear_level", "longest_days", "minimum_peers", "minimum_n"),
    NO_EVENTS("probability", "clear_probability", "days", "minimum_days"),
    BACKLOG("level", "clear_level", "days", "minimum_days", "minimum_n");

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> keys;

    Kind(String... keys) {
      this.keys = List.of(keys);
    }
  }

  private final Faults faults;

  RuleReader(String name) {
    this.faults = new Faults(name);
  }

  RuleSet read(String text) {
    YamlMapping root = YamlMapping.root(text, faults, "format", "version", "rules");
    faults.throwIfAny(); // without a root there is nothing to check
    root.known("format", word -> word.equals("1") ? word : null, "1");
    Integer version = whole(root, "version", 1, 1_000_000);
    Set<String> ids = new HashSet<>();
    List<Rule> rules = new ArrayList<>();
    if (root.isEmpty("rules")) {
      root.fault("rules", "is empty; fill it in.");
    }
    for (YamlMapping entry : root.mappingsWithAnyKeys("rules", COMMON.toArray(String[]::new))) {
      Rule rule = rule(entry);
      if (rule.id() != null && !ids.add(rule.id())) {
        entry.fault("id", rule.id() + " is taken by another rule; choose another one.");
      }
      for (String other : rule.mutedBy()) {
        if (other.equals(rule.id()) || !ids.contains(other)) {
          entry.fault(
              "muted_by", "names " + other + ", which is no rule above this one; move it up.");
        }
      }
      rules.add(rule);
    }
    faults.throwIfAny();
    return new RuleSet(version, rules);
  }

  private Rule rule(YamlMapping at) {
    Kind kind = word(at, "kind", Kind.values());
    if (kind != null) {
      at.allow(Stream.concat(COMMON.stream(), kind.keys.stream()).toList());
    }
    String id =
        at.known(
            "id",
            text -> ID.matcher(text).matches() ? text : null,
            "letters of a to z, digits and -, at most 64");
    Integer version = whole(at, "version", 1, 1_000_000);
    List<String> mutedBy =
        at.isEmpty("muted_by")
            ? List.of()
            : at.known("muted_by", text -> List.of(text.split("[ ,]+")), "ids of rules");
    return new Rule(
        id,
        version == null ? 0 : version,
        at.text("name_vi"),
        at.text("name_en"),
        word(at, "indicator", RuleIndicator.values()),
        word(at, "scope", RuleScope.values()),
        word(at, "severity", Severity.values()),
        word(at, "clock", HoldClock.values()),
        duration(at, "hold", SHORTEST_HOLD),
        duration(at, "clear_hold", Duration.ZERO),
        mutedBy == null ? List.of() : mutedBy,
        !at.isEmpty("paused") && Boolean.TRUE.equals(flag(at, "paused")),
        kind == null ? null : levels(at, kind));
  }

  /** Null after a fault, when some number is missing. */
  private Levels levels(YamlMapping at, Kind kind) {
    int before = faults.count();
    Integer minimumN =
        kind.keys.contains("minimum_n") ? whole(at, "minimum_n", 1, 1_000_000) : null;
    Better better = kind.keys.contains("better") ? word(at, "better", Better.values()) : null;
    Map<String, Double> levels = new HashMap<>();
    for (String key : List.of("level", "clear_level", "fast_z", "slow_z")) {
      if (kind.keys.contains(key)) {
        levels.put(key, number(at, key, 0, 10));
      }
    }
    for (String key :
        List.of("target", "clear_at", "probability", "clear_probability", "variation")) {
      if (kind.keys.contains(key)) {
        levels.put(key, number(at, key, 0, 1));
      }
    }
    Map<String, Integer> lengths = new HashMap<>();
    for (String key : List.of("hours", "weeks", "days", "minimum_peers")) {
      if (kind.keys.contains(key)) {
        lengths.put(key, whole(at, key, key.equals("minimum_peers") ? 8 : 1, 100));
      }
    }
    if (kind.keys.contains("fast_hours")) {
      lengths.put("fast_hours", whole(at, "fast_hours", 1, 12));
    }
    if (kind.keys.contains("longest_days")) { // files of before it was known do without
      lengths.put(
          "longest_days",
          at.isEmpty("longest_days") ? Integer.valueOf(1) : whole(at, "longest_days", 1, 10));
    }
    for (String key : List.of("weeks", "days")) {
      if (kind.keys.contains(key) && lengths.get(key) != null) {
        lengths.put("minimum_" + key, whole(at, "minimum_" + key, 1, lengths.get(key)));
      }
    }
    if (faults.count() > before) {
      return null;
    }
    checkClear(at, kind, better, levels);
    return switch (kind) {
      case TARGET ->
          new TargetRule.Levels(
              levels.get("target"),
              better,
              levels.get("clear_at"),
              lengths.get("fast_hours"),
              levels.get("fast_z"),
              levels.get("slow_z"),
              minimumN);
      case OWN_HISTORY ->
          new OwnHistoryRule.Levels(
              lengths.get("hours"),
              lengths.get("weeks"),
              lengths.get("minimum_weeks"),
              levels.get("level"),
              levels.get("clear_level"),
              levels.get("variation"),
              minimumN);
      case PEERS ->
          new PeerRule.Levels(
              better,
              levels.get("level"),
              levels.get("clear_level"),
              lengths.get("longest_days"),
              lengths.get("minimum_peers"),
              minimumN);
      case NO_EVENTS ->
          new SilenceRule.Levels(
              levels.get("probability"),
              levels.get("clear_probability"),
              lengths.get("days"),
              lengths.get("minimum_days"));
      case BACKLOG ->
          new BacklogRule.Levels(
              levels.get("level"),
              levels.get("clear_level"),
              lengths.get("days"),
              lengths.get("minimum_days"),
              minimumN);
    };
  }

  /** An episode must clear at a better level than it fires at, or it flaps. */
  private static void checkClear(
      YamlMapping at, Kind kind, Better better, Map<String, Double> levels) {
    switch (kind) {
      case TARGET -> {
        double margin = levels.get("clear_at") - levels.get("target");
        if (better == Better.HIGHER ? margin < 0 : margin > 0) {
          at.fault("clear_at", "is worse than the target; set it to the target or a better share.");
        }
      }
      case NO_EVENTS -> {
        if (levels.get("clear_probability") <= levels.get("probability")) {
          at.fault("clear_probability", "is not above probability; raise it.");
        }
      }
      case OWN_HISTORY, PEERS, BACKLOG -> {
        if (levels.get("clear_level") >= levels.get("level")) {
          at.fault("clear_level", "is not below level; lower it.");
        }
      }
    }
  }

  private static <W extends Word> W word(YamlMapping at, String key, W[] words) {
    return at.known(
        key,
        text ->
            Arrays.stream(words).filter(word -> word.word().equals(text)).findFirst().orElse(null),
        "one of " + Arrays.stream(words).map(Word::word).collect(Collectors.joining(", ")));
  }

  private static Boolean flag(YamlMapping at, String key) {
    return at.known(
        key,
        text -> (text.equals("true") || text.equals("false")) ? Boolean.valueOf(text) : null,
        "true or false");
  }

  private static Duration duration(YamlMapping at, String key, Duration shortest) {
    return at.known(
        key,
        text -> {
          try {
            Duration duration = Duration.parse(text);
            return duration.compareTo(shortest) < 0 || duration.compareTo(LONGEST_HOLD) > 0
                ? null
                : duration;
          } catch (DateTimeParseException e) {
            return null; // the entry says where and what is expected
          }
        },
        "a duration such as PT4H, from " + shortest + " to " + LONGEST_HOLD.toDays() + " days");
  }

  private static Integer whole(YamlMapping at, String key, int lowest, int highest) {
    Function<String, Integer> find =
        text -> {
          int number = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : -1;
          return number < lowest || number > highest ? null : number;
        };
    return at.known(key, find, "a whole number from " + lowest + " to " + highest);
  }

  private static Double number(YamlMapping at, String key, double lowest, double highest) {
    Function<String, Double> find =
        text -> {
          double number = text.matches("[0-9]+(\\.[0-9]+)?") ? Double.parseDouble(text) : -1;
          return number < lowest || number > highest ? null : number;
        };
    return at.known(key, find, "a number such as 0.95, from " + lowest + " to " + highest);
  }
}
