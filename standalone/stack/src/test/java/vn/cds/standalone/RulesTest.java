package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestClickHouse;
import vn.cds.testkit.TestKafka;

/** An administrator changes the alert rules. */
class RulesTest {
  @TempDir Path dir;
  private Path rules;

  @BeforeEach
  void copyTheFileOfThisVersion() throws IOException {
    rules = Files.writeString(dir.resolve("rules.yaml"), RuleSet.bundledText());
  }

  @Test
  void aCheckListsTheRulesOrEveryErrorWithItsLine() throws IOException {
    CommandLine check = CommandLine.run("rules", "check", rules);
    assertThat(check.exitCode()).as(check.err()).isEqualTo(ExitCode.OK);
    assertThat(check.out())
        .startsWith(rules + " has no errors: version 3, 12 rules")
        .contains("feed-all", "payment-failures");
    edit("kind: target", "kind: aim");
    CommandLine faulty = CommandLine.run("rules", "check", rules);
    assertThat(faulty.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(faulty.err()).contains("rules.yaml:").contains("kind is \"aim\"");
  }

  @Test
  void theRulesOfTheDemoAreRules() throws IOException {
    Path demo = dir.resolve("demo-alert-rules.yaml");
    try (InputStream bundled =
        EmbeddedStack.class.getResourceAsStream("command/demo-alert-rules.yaml")) {
      Files.copy(bundled, demo);
    }
    CommandLine check = CommandLine.run("rules", "check", demo);
    assertThat(check.exitCode()).as(check.err()).isEqualTo(ExitCode.OK);
    assertThat(check.out()).contains("payment-failures");
  }

  @Test
  void onlyAHigherVersionIsPublished() throws IOException {
    String servers = TestKafka.emptied().bootstrapServers();
    Topics.create(servers);
    assertFails(publish(servers), "has version 3, but version 3 stands");
    edit("\nversion: 3\n", "\nversion: 4\n");
    edit("target: 0.9", "target: 0.8");
    assertFails(publish(servers), "changed without a higher version: on-time-below-target");
    edit("id: on-time-below-target\n    version: 1", "id: on-time-below-target\n    version: 2");
    CommandLine published = publish(servers);
    assertThat(published.exitCode()).as(published.err()).isEqualTo(ExitCode.OK);
    assertThat(published.out()).startsWith("version 4 stands in place of version 3");
    assertFails(publish(servers), "has version 4, but version 4 stands");
    assertFails(
        CommandLine.run(
            "rules", "publish", rules, "--by", "An", "--reason", " ", "--kafka", servers),
        "must not be blank");
  }

  @Test
  void aDryRunSaysWhatWouldHaveBeenTold() throws Exception {
    Path truth =
        Files.writeString(
            dir.resolve("truth.csv"),
            """
            unit,rule,from,to
            14758,payment-failures,2026-10-06T08:00:00+07:00,2026-10-06T18:00:00+07:00
            14797,payment-failures,2026-10-06T08:00:00+07:00,2026-10-06T18:00:00+07:00
            """);
    TestClickHouse.emptied();
    EmbeddedClickHouse server = TestClickHouse.server();
    CommandLine migrate = CommandLine.runOn(server, "migrate");
    assertThat(migrate.exitCode()).as(migrate.err()).isEqualTo(ExitCode.OK);
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl("cds"), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO payment_hour (commune_code, window_start, version, counted, failed) SELECT"
              + " '14758', toDateTime('2026-10-06 01:00:00', 'UTC') + INTERVAL number HOUR, 1, 20,"
              + " 20 FROM numbers(9)");
      // Four weeks of two communes, of which one sends no more: what was before is not known.
      statement.execute(
          "INSERT INTO document_hour (commune_code, window_start, version, counted)"
              + " SELECT commune, hour, 1, 20 FROM"
              + " (SELECT toDateTime('2026-09-07 00:00:00', 'UTC') + INTERVAL number HOUR AS hour,"
              + " arrayJoin(['14758', '14797']) AS commune FROM numbers(32 * 24))"
              + " WHERE toHour(hour, 'UTC') <= 10"
              + " AND (commune = '14797' OR hour < toDateTime('2026-10-06 00:00:00', 'UTC'))");
    }
    CommandLine dryRun =
        CommandLine.runOn(
            server,
            "rules",
            "dry-run",
            rules,
            "--from",
            "2026-10-06",
            "--to",
            "2026-10-07",
            "--province",
            "38",
            "--truth",
            truth);
    assertThat(dryRun.exitCode()).as(dryRun.err()).isEqualTo(ExitCode.OK);
    assertThat(dryRun.out())
        .contains("payment-failures                  14758 Phường Hàm Rồng")
        .contains("  2026-10-06  payment-failures  1\n")
        .contains("  2026-10-06  documents-below-own-history  1\n")
        .contains("2 would have been fired, 0 ended")
        .contains(
            "payment-failures: precision 1.000 (1 of 1 alerts), recall 0.500 (1 of 2 lags),"
                + " delay in working hours: median ");
  }

  private CommandLine publish(String servers) {
    return CommandLine.run(
        "rules", "publish", rules, "--by", "An", "--reason", "test", "--kafka", servers);
  }

  private static void assertFails(CommandLine command, String words) {
    assertThat(command.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(command.err()).startsWith("Error: ").contains(words);
  }

  private void edit(String what, String into) throws IOException {
    String text = Files.readString(rules);
    assertThat(text).contains(what);
    int place = text.indexOf(what);
    Files.writeString(
        rules, text.substring(0, place) + into + text.substring(place + what.length()));
  }
}
