package vn.cds.proof.oracle.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The data files that the jobs read too. Only the data is shared; they are read by other code. */
public final class DataFiles {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setCommentMarker('#')
          .setHeader()
          .setSkipHeaderRecord(true)
          .setTrim(true)
          .get();

  private DataFiles() {}

  /** Opens a bundled file such as {@code units.csv}. */
  public static Reader bundled(String name) {
    String path = "/vn/cds/contract/" + name;
    InputStream stream = DataFiles.class.getResourceAsStream(path);
    if (stream == null) {
      throw new IllegalStateException("not on the class path: " + path);
    }
    return new InputStreamReader(stream, StandardCharsets.UTF_8);
  }

  public static List<CSVRecord> rows(Reader file) {
    try (CSVParser parser = FORMAT.parse(file)) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a data file", e);
    }
  }
}
