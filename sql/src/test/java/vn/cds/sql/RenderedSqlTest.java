package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed views and queries are what their templates say. */
class RenderedSqlTest {

  private static final String WRITE = "cds.sql.write";
  private static final Path SQL = ClickHouseTest.repository().resolve("sql");

  @Test
  void theCommittedFilesAreThoseOfTheTemplates() throws IOException {
    SortedMap<String, String> rendered =
        new SqlTemplates(SQL.resolve("templates"), SqlTemplates.Reading.NEEDED).rendered();
    if (Boolean.getBoolean(WRITE)) {
      for (String old : committed().keySet()) {
        Files.delete(SQL.resolve(old));
      }
      for (Map.Entry<String, String> file : rendered.entrySet()) {
        Files.writeString(SQL.resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(committed())
        .as(
            "sql/views or sql/queries are out of date; write them anew with"
                + " mvn -pl sql test -Dtest=RenderedSqlTest -D%s=true",
            WRITE)
        .isEqualTo(rendered);
  }

  private static SortedMap<String, String> committed() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    for (String folder : new String[] {"views", "queries"}) {
      try (Stream<Path> paths = Files.list(SQL.resolve(folder))) {
        for (Path path : paths.toList()) {
          String text = Files.readString(path);
          if (text.startsWith("-- Rendered from ")) {
            files.put(folder + "/" + path.getFileName(), text);
          }
        }
      }
    }
    return files;
  }
}
