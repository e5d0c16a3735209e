package vn.cds.contract.figure;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import vn.cds.contract.file.DataFile;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.text.TextPattern;

/** The figures that can be declared. Immutable and thread-safe. */
public final class Figures implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final String FILE = "figures.csv";
  private static final List<String> HEADER =
      List.of("id", "name", "english_name", "unit", "form", "source");
  private static final Pattern ID = Pattern.compile(TextPattern.FIGURE.regex());

  private final LinkedHashMap<String, Figure> byId;

  private Figures(LinkedHashMap<String, Figure> byId) {
    this.byId = byId;
  }

  /** The figures that come with this library. */
  public static Figures bundled() {
    return Bundled.FIGURES;
  }

  /** Read when it is first asked for. */
  private static final class Bundled {
    static final Figures FIGURES = load();

    private static Figures load() {
      List<String> errors = new ArrayList<>();
      return of(DataFile.bundled(FILE, HEADER, errors), errors);
    }
  }

  /**
   * The figures of an administrator's file.
   *
   * @throws InvalidDataFile with every error, each with its line
   */
  public static Figures read(Path file) {
    List<String> errors = new ArrayList<>();
    return of(DataFile.read(file, HEADER, errors), errors);
  }

  private static Figures of(List<DataFile.Row> rows, List<String> errors) {
    LinkedHashMap<String, Figure> byId = new LinkedHashMap<>();
    for (DataFile.Row row : rows) {
      String id = row.matching("id", ID, TextPattern.FIGURE.expectation());
      String name = row.vietnameseName("name");
      String englishName = row.text("english_name");
      Figure.Unit unit =
          row.known("unit", Figure.Unit::of, "one of count, percent, yes-no and rank");
      Figure.Form form = row.known("form", Figure.Form::of, "value or ratio");
      String source = row.text("source");
      if (unit == Figure.Unit.YES_NO && form == Figure.Form.RATIO
          || unit == Figure.Unit.RANK && form == Figure.Form.VALUE) {
        row.error("a yes-no figure has the form value, a rank the form ratio; correct form.");
      } else if (id != null
          && name != null
          && englishName != null
          && unit != null
          && form != null
          && source != null
          && byId.put(id, new Figure(id, name, englishName, unit, form, source)) != null) {
        row.error("id " + id + " stands twice; keep one line.");
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidDataFile(errors);
    }
    return new Figures(byId);
  }

  /** The figure with this id, or null. */
  public Figure find(String id) {
    return byId.get(id);
  }

  /** All figures, in the order of the file. */
  public List<Figure> all() {
    return List.copyOf(byId.values());
  }
}
