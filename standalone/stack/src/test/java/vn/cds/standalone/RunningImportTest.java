package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.metrics.MetricJob;
import vn.cds.sql.NamedQueries;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.Topics;

/** Imports into a stack that runs, beside live events. */
class RunningImportTest {
  private static final Path CASE =
      Path.of(System.getProperty("cds.root"))
          .resolve("importer/src/test/resources/import/corrected-export");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final LocalDate RECEIVED = LocalDate.now().minusDays(100);

  /** Of the case, as days after the receipt. */
  private static final Map<String, Integer> DAYS =
      Map.of(
          "2026-10-01", 0,
          "2026-10-05", 4,
          "2026-10-08", 7,
          "2026-10-09", 8,
          "2026-11-05", 35,
          "2026-12-31", 200);

  /** Of the live event, so that its copies say the same. */
  private static final Instant DONE =
      Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

  @TempDir Path dir;

  /**
   * A dossier is imported open, finished by a live event, taken back, and finished again; then the
   * import is taken back as a whole.
   */
  @Test
  void historyAndLiveEventsAreOne() throws Exception {
    Path data = dir.resolve("data");
    try (EmbeddedStack stack =
        EmbeddedStack.builder(data)
            .readingImports()
            .jobOption("execution.checkpointing.interval", "1 s")
            .jobs(MetricJob.SERVICE_REQUESTS)
            .start()) {
      CommandLine october = run(data, "--as-of", day(30), recent("october.csv"));
      assertThat(october.exitCode()).as(october.err()).isEqualTo(ExitCode.OK);
      assertThat(october.out())
          .contains("counted")
          .contains("events: 5 new, 0 taken back, 0 unchanged")
          .contains("rows read 3, counted 3, rejected 0, left out 0");
      awaitLine(stack, "3 received, 1 on time, 1 late, 1 open");

      send(stack, live("01980000-0000-7000-8000-000000000001", ""));
      awaitLine(stack, "3 received, 1 on time, 2 late, 0 open");
      send(stack, live("01980000-0000-7000-8000-000000000001", ",\"retracted\":true"));
      awaitLine(stack, "3 received, 1 on time, 1 late, 1 open");
      send(stack, live("01980000-0000-7000-8000-000000000002", ""));
      awaitLine(stack, "3 received, 1 on time, 2 late, 0 open");

      CommandLine november = run(data, "--as-of", day(60), recent("november.csv"));
      assertThat(november.out()).contains("events: 2 new, 3 taken back, 2 unchanged");
      awaitLine(stack, "3 received, 2 on time, 0 late, 1 open");
      CommandLine back = run(data, "--take-back");
      assertThat(back.exitCode()).as(back.err()).isEqualTo(ExitCode.OK);
      assertThat(back.out()).contains("events: 0 new, 4 taken back, 0 unchanged");
      // The live event tells of its dossier by itself.
      awaitLine(stack, "1 received, 0 on time, 0 late, 0 open");
    }
  }

  /**
   * The case, with days of this year: older than a live event may be, so that history takes them.
   */
  private Path recent(String file) throws Exception {
    String text = Files.readString(CASE.resolve(file));
    for (Map.Entry<String, Integer> day : DAYS.entrySet()) {
      text = text.replace(day.getKey(), day(day.getValue()));
    }
    return Files.writeString(dir.resolve(file), text);
  }

  private static String day(int afterReceipt) {
    return RECEIVED.plusDays(afterReceipt).toString();
  }

  private static CommandLine run(Path data, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("import", "--data", data));
    all.addAll(List.of("--mapping", CASE.resolve("mapping.properties")));
    all.addAll(List.of(arguments));
    return CommandLine.run(all.toArray());
  }

  private static byte[] live(String id, String more) {
    return """
        {"schema_version":1,"event_id":"%s","occurred_at":"%s","commune_code":"14797",\
        "dossier_code":"H56-1","procedure_code":"1.000001","status":"done",\
        "submitted_at":"%sT08:00:00+07:00"%s}"""
        .formatted(id, DONE, RECEIVED, more)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void send(EmbeddedStack stack, byte[] value) {
    try (TopicWriter writer =
        TopicWriter.open(stack.kafka().bootstrapServers(), List.of(Topics.SERVICE_REQUESTS))) {
      writer.send(Topics.SERVICE_REQUESTS, "14797".getBytes(StandardCharsets.UTF_8), value);
    }
  }

  private static void awaitLine(EmbeddedStack stack, String expected) {
    try (NamedQueries queries = NamedQueries.of(stack.database())) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(line(queries)).isEqualTo(expected));
    }
  }

  private static String line(NamedQueries queries) {
    return queries
        .run(
            "import_summary",
            Map.of("province", "", "from_day", RECEIVED, "to_day", RECEIVED.plusDays(1)))
        .stream()
        .filter(row -> row.text("dimension").equals("all"))
        .map(
            row ->
                "%d received, %d on time, %d late, %d open"
                    .formatted(
                        row.integer("received"),
                        row.integer("on_time"),
                        row.integer("late"),
                        row.integer("open")))
        .findFirst()
        .orElse("nothing");
  }
}
