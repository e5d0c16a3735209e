package vn.cds.importer.file;

import java.util.List;
import vn.cds.importer.UnusableInput;

/** What is said when none of the named sheets is there. */
final class SheetNames {
  private SheetNames() {}

  static UnusableInput missing(String file, List<String> wanted, List<String> there) {
    return new UnusableInput(
        file
            + (there.isEmpty()
                ? " has no sheet"
                : " has no sheet "
                    + String.join(" or ", wanted)
                    + ". It has: "
                    + String.join(", ", there)
                    + ". Correct table.sheets in the mapping"));
  }
}
