package vn.cds.contract.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import vn.cds.contract.file.DataFile;
import vn.cds.contract.file.InvalidDataFile;

/**
 * A measure of the event streams: a number per commune and period, of which the catalogue makes its
 * formulas. All of them stand in {@code measures.csv} (docs/scoring.md).
 *
 * @param name such as service_requests.online: the stream, a dot and the column
 * @param unit of its number
 * @param source where it is computed from: {@code cohort}, a column of that name in the cohort
 *     table of the stream; {@code restated}, such a column, restated to the moment from the
 *     dossiers; {@code dossier}, {@code breakdown} or {@code payer}; or the columns of its stream
 *     that it is computed from, joined by {@code +}
 * @param vietnameseName NFC
 * @param englishName English
 */
public record Measure(
    String name, Unit unit, String source, String vietnameseName, String englishName) {

  /** What a number counts. */
  public enum Unit {
    /** Things. */
    COUNT,
    /** Thousandths of a second. */
    MILLISECONDS,
    /** Vietnamese đồng. */
    VND;

    static Unit of(String name) {
      return Figure.named(values(), name);
    }
  }

  private static final String FILE = "measures.csv";
  private static final List<String> HEADER =
      List.of("name", "unit", "source", "vietnamese_name", "english_name");
  private static final Pattern NAME = Pattern.compile("[a-z_]+\\.[a-z0-9_]+");
  private static final Pattern SOURCE =
      Pattern.compile("cohort|restated|dossier|breakdown|payer|[a-z0-9_]+( \\+ [a-z0-9_]+)+");

  /** All measures, in the order of the file. */
  public static List<Measure> all() {
    return Bundled.ALL;
  }

  /** Read when it is first asked for. */
  private static final class Bundled {
    static final List<Measure> ALL = load();

    private static List<Measure> load() {
      List<String> errors = new ArrayList<>();
      Map<String, Measure> byName = new LinkedHashMap<>();
      for (DataFile.Row row : DataFile.bundled(FILE, HEADER, errors)) {
        Measure measure =
            new Measure(
                row.matching("name", NAME, "a stream, a dot and a column"),
                row.known("unit", Unit::of, "count, milliseconds or vnd"),
                row.matching(
                    "source", SOURCE, "cohort, restated, dossier, breakdown, payer or a + b"),
                row.text("vietnamese_name"),
                row.text("english_name"));
        if (byName.put(measure.name, measure) != null) {
          row.error("name " + measure.name + " stands twice; keep one line.");
        }
      }
      if (!errors.isEmpty()) {
        throw new InvalidDataFile(errors);
      }
      return List.copyOf(byName.values());
    }
  }

  /** The stream whose events it is computed from, as in its name. */
  public String stream() {
    return name.substring(0, name.indexOf('.'));
  }

  /** Its name within the stream; for a cohort's measure the column of that table. */
  public String column() {
    return name.substring(name.indexOf('.') + 1);
  }

  /** The table of its stream that has a row for each commune and day. */
  public String cohortTable() {
    return stream().replaceFirst("s$", "") + "_cohort";
  }

  /** Whether it is a column of its stream's cohort table. */
  public boolean isOfCohorts() {
    return source.equals("cohort") || source.equals("restated");
  }

  /** Whether the dossiers that are open at a moment are a part of it. */
  public boolean isRestated() {
    return source.equals("dossier") || source.equals("restated");
  }

  /** The columns of its stream that it is computed from; empty when it is counted itself. */
  public List<String> operands() {
    return source.contains("+") ? List.of(source.split(" \\+ ")) : List.of();
  }
}
