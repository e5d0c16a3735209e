package vn.cds.proof.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.metrics.MetricJob;
import vn.cds.sql.Database;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.ExitCode;

/** The audit of a stack that runs. */
class AuditTest {
  @TempDir Path dir;

  private final StringWriter said = new StringWriter();

  @Test
  void aRowThatNoRecordExplainsIsFound() throws Exception {
    Path data = dir.resolve("data");
    Path events = Files.writeString(dir.resolve("events.jsonl"), "{}\n[]\n");
    try (EmbeddedStack stack = EmbeddedStack.builder(data).jobs(MetricJob.values()).start()) {
      assertThat(run("send", "--kind", "payments", "--data", data, events))
          .as(said::toString)
          .isEqualTo(ExitCode.OK);
      assertThat(run("audit", "--data", data)).as(said::toString).isEqualTo(ExitCode.OK);

      execute(
          stack.clickHouse(),
          "INSERT INTO dead_letter (topic, partition, offset, code) VALUES"
              + " ('cds.payments', 0, 1000, 'MISSING_FIELD')");
      assertThat(run("audit", "--data", data, "--patience", "0"))
          .as(said::toString)
          .isEqualTo(ExitCode.FAILED);
      assertThat(said.toString()).contains("dead_letter [cds.payments|0|1000]: row found");
    }
  }

  private int run(Object... words) {
    String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].toString();
    }
    PrintWriter out = new PrintWriter(said, true);
    return Cds.run(out, out, arguments);
  }

  private static void execute(EmbeddedClickHouse server, String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl(Database.DEFAULT_NAME), server.user(), server.password());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
