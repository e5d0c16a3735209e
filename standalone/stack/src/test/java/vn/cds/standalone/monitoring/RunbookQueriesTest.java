package vn.cds.standalone.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.testkit.TestClickHouse;

/** ClickHouse takes every query that a runbook tells to run. */
class RunbookQueriesTest {
  @Test
  void everyQueryRuns() throws Exception {
    Set<String> queries = new TreeSet<>();
    try (Stream<Path> pages = Files.list(MetricsTable.ROOT.resolve("docs/runbooks"))) {
      for (Path page : pages.toList()) {
        // In quotes of the shell within quotes of the shell. JDBC has a format of its own.
        Pattern.compile("--query \"([^\\n]+?)\"'(?= >|\\n)")
            .matcher(Files.readString(page))
            .results()
            .map(query -> query.group(1).replace("'\"'\"'", "'").replace("'\"'", "'"))
            .map(query -> query.replaceFirst(" FORMAT \\w+$", ""))
            .forEach(queries::add);
      }
    }
    assertThat(queries).hasSizeGreaterThan(10);
    TestClickHouse.emptied();
    EmbeddedClickHouse server = TestClickHouse.server();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl("cds"), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      for (String query : queries) {
        assertThatCode(() -> statement.execute(query)).as(query).doesNotThrowAnyException();
      }
    }
    assertThat(List.copyOf(queries)).anyMatch(query -> query.startsWith("ALTER TABLE dossier"));
  }
}
