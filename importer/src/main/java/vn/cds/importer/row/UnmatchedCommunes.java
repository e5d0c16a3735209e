package vn.cds.importer.row;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names and codes of communes that were not found, each once. */
public final class UnmatchedCommunes {
  private static final int MOST = 1_000;

  private final Map<String, Unmatched> byText = new LinkedHashMap<>();

  /**
   * A name or code.
   *
   * @param fault why it was not found, the end of a sentence that begins with the name
   * @param nearest names with their codes
   */
  public record Unmatched(String text, long rows, String fault, List<String> nearest) {}

  void add(String text, String fault, List<String> nearest) {
    Unmatched before = byText.get(text);
    if (before != null || byText.size() < MOST) {
      byText.put(text, new Unmatched(text, before == null ? 1 : before.rows + 1, fault, nearest));
    }
  }

  /** All, at most a thousand, in the order in which they came. */
  public List<Unmatched> all() {
    return new ArrayList<>(byText.values());
  }
}
