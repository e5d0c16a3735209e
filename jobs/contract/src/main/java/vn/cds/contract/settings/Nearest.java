package vn.cds.contract.settings;

import java.util.Collection;
import java.util.Comparator;
import vn.cds.contract.text.EditDistance;

/** Finds the name that was probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The known name with the least changes of letters from the one that is not known.
   *
   * @throws java.util.NoSuchElementException when no name is known
   */
  public static String of(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(other -> EditDistance.of(name, other)))
        .orElseThrow();
  }
}
