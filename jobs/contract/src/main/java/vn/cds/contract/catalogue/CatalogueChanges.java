package vn.cds.contract.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import vn.cds.contract.catalogue.frame.Confirmation;
import vn.cds.contract.catalogue.frame.Frame;
import vn.cds.contract.catalogue.frame.Group;
import vn.cds.contract.catalogue.frame.ScoreClass;
import vn.cds.contract.catalogue.indicator.Indicator;
import vn.cds.contract.catalogue.indicator.IndicatorVersion;
import vn.cds.contract.text.Names;

/** What is different in a later catalogue, for people who decide whether to load it. */
public final class CatalogueChanges {

  private CatalogueChanges() {}

  /** The differences. The order of entries and comments make none. */
  public static List<CatalogueChange> between(Catalogue before, Catalogue after) {
    Map<Place, Map<String, String>> old = facts(before);
    Map<Place, Map<String, String>> now = facts(after);
    List<CatalogueChange> changes = new ArrayList<>();
    now.forEach(
        (place, values) -> {
          if (!old.containsKey(place)) {
            changes.add(place.change("+", filled(values, false)));
          } else {
            values.forEach(
                (key, value) -> {
                  String was = old.get(place).get(key);
                  if (!value.equals(was)) {
                    changes.add(
                        place.change("~", Map.of(key, new CatalogueChange.Values(was, value))));
                  }
                });
          }
        });
    old.forEach(
        (place, values) -> {
          if (!now.containsKey(place)) {
            changes.add(place.change("-", filled(values, true)));
          }
        });
    return changes;
  }

  /** What a fact is about. */
  private record Place(String entry, String id, String part, String partId) {

    Place(String entry, String id) {
      this(entry, id, "", "");
    }

    Place part(String name, Object ofPart) {
      return new Place(entry, id, name, ofPart.toString());
    }

    CatalogueChange change(String sign, Map<String, CatalogueChange.Values> values) {
      return new CatalogueChange(sign, entry, id, part, partId, values);
    }
  }

  /** The values that are not empty, of an entry that is gone or new. */
  private static Map<String, CatalogueChange.Values> filled(
      Map<String, String> values, boolean gone) {
    Map<String, CatalogueChange.Values> filled = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (!value.isEmpty()) {
            filled.put(key, new CatalogueChange.Values(gone ? value : "", gone ? "" : value));
          }
        });
    return filled;
  }

  /** The values of every frame, class, group, indicator and version, under what it is called. */
  private static Map<Place, Map<String, String>> facts(Catalogue catalogue) {
    Map<Place, Map<String, String>> facts = new LinkedHashMap<>();
    for (Frame frame : catalogue.frames()) {
      Place place = new Place("frame", frame.id());
      Map<String, String> values = names(frame.name());
      put(values, "kind", frame.kind().word());
      put(values, "source", frame.source());
      put(values, "points", frame.points());
      Confirmation confirmed = frame.confirmed();
      put(values, "confirmed.by", confirmed == null ? null : confirmed.by());
      put(values, "confirmed.on", confirmed == null ? null : confirmed.on());
      facts.put(place, values);
      for (ScoreClass scoreClass : frame.classes()) {
        Map<String, String> classValues = names(scoreClass.name());
        put(classValues, "from", scoreClass.from());
        facts.put(place.part("class", scoreClass.id()), classValues);
      }
      for (Group group : frame.groups()) {
        Map<String, String> groupValues = names(group.name());
        put(groupValues, "points", group.points());
        put(groupValues, "count", group.criteria());
        facts.put(place.part("group", group.id()), groupValues);
      }
    }
    for (Indicator indicator : catalogue.indicators()) {
      Place place = new Place("indicator", indicator.id());
      Map<String, String> values = names(indicator.name());
      put(values, "groups", indicator.groups());
      put(values, "unit", indicator.unit().word());
      put(values, "input", indicator.input().word());
      facts.put(place, values);
      for (IndicatorVersion version : indicator.versions()) {
        facts.put(place.part("version", version.effectiveFrom()), facts(version));
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
