package vn.cds.contract.codec;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.file.DataFile;
import vn.cds.contract.file.InvalidDataFile;

/** Declared figures in CSV, a row each; docs/scoring.md names the columns. */
public final class DeclaredFigureFile {

  private static final List<String> HEADER =
      List.of(
          "unit_level",
          "unit",
          "figure",
          "period",
          "value",
          "numerator",
          "denominator",
          "observed_on",
          "document",
          "declared_at",
          "office");

  private static final Pattern NUMBER = Pattern.compile("(0|[1-9][0-9]{0,15})(\\.[0-9]{1,9})?");

  private static final int ID_POSITION = 1;
  private static final UUID ANY_ID = new UUID(0, 0);

  private DeclaredFigureFile() {}

  /**
   * Reads and checks a file. Each row becomes a declaration whose id follows from its content.
   *
   * @param now no row may be later
   * @throws InvalidDataFile with every row that is wrong, each with its line and its first fault
   */
  public static List<DeclaredFigure> read(Path file, DeclaredFigureDecoder decoder, Instant now) {
    List<String> errors = new ArrayList<>();
    List<DeclaredFigure> figures = new ArrayList<>();
    List<DataFile.Row> rows = DataFile.read(file, HEADER, errors);
    for (DataFile.Row row : rows) {
      int before = errors.size();
      HEADER.forEach(row::optionalText);
      if (errors.size() > before) {
        continue;
      }
      Decoded<DeclaredFigure> decoded = decoder.decode(json(row), now);
      if (decoded.event() != null) {
        figures.add(identifiedByContent(decoded.event()));
      } else {
        row.error(decoded.rejection().detail());
      }
    }
    if (rows.isEmpty() && errors.isEmpty()) {
      errors.add(file.getFileName() + ": has no rows; add a line for each figure.");
    }
    if (!errors.isEmpty()) {
      throw new InvalidDataFile(errors);
    }
    return figures;
  }

  /**
   * The declaration with the id that follows from its content: the name-based UUID (MD5) of its
   * JSON without {@code declaration_id}. Declaring the same twice then gives two copies of one
   * declaration.
   */
  public static DeclaredFigure identifiedByContent(DeclaredFigure figure) {
    Object[] values = FieldTable.DECLARED_FIGURES.values(figure);
    values[ID_POSITION] = null;
    values[ID_POSITION] =
        UUID.nameUUIDFromBytes(EventEncoder.encode(FieldTable.DECLARED_FIGURES, values));
    return FieldTable.DECLARED_FIGURES.assembler().apply(values);
  }

  /** The row as a record of the topic, so that one set of rules checks both. */
  private static byte[] json(DataFile.Row row) {
    List<Field<DeclaredFigure>> fields = FieldTable.DECLARED_FIGURES.fields();
    Object[] values = new Object[fields.size()];
    values[0] = DeclaredFigure.SCHEMA_VERSION;
    values[1] = ANY_ID;
    for (int i = 2; i < values.length; i++) {
      Field<DeclaredFigure> field = fields.get(i);
      if (!row.isBlank(field.name())) {
        String text = row.cell(field.name());
        boolean number = field.type() == Field.Type.NUMBER && NUMBER.matcher(text).matches();
        values[i] = number ? new BigDecimal(text) : text;
      }
    }
    return EventEncoder.encode(FieldTable.DECLARED_FIGURES, values);
  }
}
