package vn.cds.contract.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is different in a later catalogue, for people who decide whether to load it. */
public final class CatalogueChanges {

  private CatalogueChanges() {}

  /**
   * A line per difference: {@code + } what is new, {@code - } what is gone, {@code ~ } which value
   * of what became another one. The order of entries and comments make no difference.
   */
  public static List<String> between(Catalogue before, Catalogue after) {
    Map<String, Map<String, String>> old = facts(before);
    Map<String, Map<String, String>> now = facts(after);
    List<String> lines = new ArrayList<>();
    now.forEach(
        (entry, values) -> {
          if (!old.containsKey(entry)) {
            lines.add("+ " + entry + ": " + summary(values));
          } else {
            values.forEach(
                (key, value) -> {
                  String was = old.get(entry).get(key);
                  if (!value.equals(was)) {
                    lines.add("~ " + entry + ": " + key + " " + shown(was) + " -> " + shown(value));
                  }
                });
          }
        });
    old.forEach(
        (entry, values) -> {
          if (!now.containsKey(entry)) {
            lines.add("- " + entry + ": " + summary(values));
          }
        });
    return lines;
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(empty)" : value;
  }

  private static String summary(Map<String, String> values) {
    List<String> parts = new ArrayList<>();
    values.forEach((key, value) -> parts.add(key + " " + value));
    parts.removeIf(part -> part.endsWith(" "));
    return String.join("; ", parts);
  }

  /** The values of every frame, class, group, indicator and version, under what it is called. */
  private static Map<String, Map<String, String>> facts(Catalogue catalogue) {
    Map<String, Map<String, String>> facts = new LinkedHashMap<>();
    for (Frame frame : catalogue.frames()) {
      String name = "frame " + frame.id();
      Map<String, String> values = names(frame.name());
      put(values, "kind", frame.kind().word());
      put(values, "source", frame.source());
      put(values, "points", frame.points());
      facts.put(name, values);
      for (ScoreClass scoreClass : frame.classes()) {
        Map<String, String> classValues = names(scoreClass.name());
        put(classValues, "from", scoreClass.from());
        facts.put(name + ", class " + scoreClass.id(), classValues);
      }
      for (Group group : frame.groups()) {
        Map<String, String> groupValues = names(group.name());
        put(groupValues, "points", group.points());
        put(groupValues, "count", group.criteria());
        facts.put(name + ", group " + group.id(), groupValues);
      }
    }
    for (Indicator indicator : catalogue.indicators()) {
      String name = "indicator " + indicator.id();
      Map<String, String> values = names(indicator.name());
      put(values, "groups", indicator.groups());
      put(values, "unit", indicator.unit().word());
      put(values, "input", indicator.input().word());
      facts.put(name, values);
      for (IndicatorVersion version : indicator.versions()) {
        facts.put(name + ", version " + version.effectiveFrom(), facts(version));
      }
    }
    return facts;
  }

  private static Map<String, String> facts(IndicatorVersion version) {
    Map<String, String> values = new LinkedHashMap<>();
    put(values, "effective_to", version.effectiveTo());
    put(values, "numerator", version.numerator().text());
    put(values, "denominator", version.denominator().text());
    put(values, "target", version.target());
    put(values, "better", version.better().word());
    put(values, "points", version.points());
    put(values, "zero_denominator", version.zeroDenominator().word());
    put(values, "minimum_n", version.minimumN());
    put(values, "source", version.source());
    put(values, "verified", version.verified());
    return values;
  }

  private static Map<String, String> names(Names names) {
    Map<String, String> values = new LinkedHashMap<>();
    put(values, "name.vi", names.vi());
    put(values, "name.en", names.en());
    return values;
  }

  private static void put(Map<String, String> values, String key, Object value) {
    values.put(key, Objects.toString(value, ""));
  }
}
