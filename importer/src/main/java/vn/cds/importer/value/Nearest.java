package vn.cds.importer.value;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that look like another one. */
public final class Nearest {
  private static final int MOST = 3;

  private Nearest() {}

  /** Up to three of the names, the nearest first; capitals and marks do not matter. */
  public static List<String> of(String name, Collection<String> names) {
    String wanted = CellText.bare(name);
    record Candidate(String name, int distance) {}
    return names.stream()
        .distinct()
        .map(other -> new Candidate(other, distance(wanted, CellText.bare(other))))
        .sorted(Comparator.comparingInt(Candidate::distance))
        .limit(MOST)
        .map(Candidate::name)
        .toList();
  }

  /** Levenshtein distance: characters that must be put in, taken out or changed. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
