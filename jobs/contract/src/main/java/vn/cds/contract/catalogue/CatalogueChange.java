package vn.cds.contract.catalogue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A difference between two catalogues.
 *
 * @param sign {@code +} new, {@code -} gone, {@code ~} a value that became another one
 * @param entry {@code frame} or {@code indicator}
 * @param id of the entry
 * @param part {@code class}, {@code group} or {@code version} of the entry, '' for the entry itself
 * @param partId id of the part, or the day from which a version is effective
 * @param values by key; of a {@code ~} one
 */
public record CatalogueChange(
    String sign, String entry, String id, String part, String partId, Map<String, Values> values) {

  /**
   * A value before and after; '' where there is none.
   *
   * @param was in the earlier catalogue
   * @param now in the later one
   */
  public record Values(String was, String now) {}

  /** A line for people who decide whether to load a catalogue. */
  @Override
  public String toString() {
    String place = entry + " " + id + (part.isEmpty() ? "" : ", " + part + " " + partId);
    List<String> parts =
        values.entrySet().stream()
            .map(
                value ->
                    switch (sign) {
                      case "~" ->
                          value.getKey()
                              + " "
                              + shown(value.getValue().was())
                              + " -> "
                              + shown(value.getValue().now());
                      case "+" -> value.getKey() + " " + value.getValue().now();
                      default -> value.getKey() + " " + value.getValue().was();
                    })
            .collect(Collectors.toList());
    return sign + " " + place + ": " + String.join("; ", parts);
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(empty)" : value;
  }
}
