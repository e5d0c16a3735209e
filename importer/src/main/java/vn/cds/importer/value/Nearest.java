package vn.cds.importer.value;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import vn.cds.contract.text.EditDistance;

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
        .map(other -> new Candidate(other, EditDistance.of(wanted, CellText.bare(other))))
        .sorted(Comparator.comparingInt(Candidate::distance))
        .limit(MOST)
        .map(Candidate::name)
        .toList();
  }
}
