package vn.cds.proof.oracle.input;

import java.io.Reader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;

/** The communes and when they exist. */
public final class Units {
  /**
   * @param to the first day on which it no longer exists; null while it does
   */
  private record Life(LocalDate from, LocalDate to) {
    boolean has(LocalDate day) {
      return !day.isBefore(from) && (to == null || day.isBefore(to));
    }
  }

  private final Map<String, List<Life>> lives = new HashMap<>();

  /** Reads a file in the form of the bundled units.csv. */
  public Units(Reader file) {
    for (CSVRecord row : DataFiles.rows(file)) {
      String to = row.get("valid_to");
      lives
          .computeIfAbsent(row.get("code"), code -> new ArrayList<>())
          .add(
              new Life(
                  LocalDate.parse(row.get("valid_from")),
                  to.isEmpty() ? null : LocalDate.parse(to)));
    }
  }

  /** The units of the bundled file. */
  public static Units bundled() {
    return new Units(DataFiles.bundled("units.csv"));
  }

  boolean contains(String code) {
    return lives.containsKey(code);
  }

  boolean isValid(String code, LocalDate day) {
    return lives.get(code).stream().anyMatch(life -> life.has(day));
  }
}
