package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.event.EventStream;
import vn.cds.metrics.MetricJob;
import vn.cds.standalone.error.ExitCode;

/** Imports into a stack that runs, beside live events. */
class RunningImportTest {
  private static final Path CASE =
      Path.of(System.getProperty("cds.root"))
          .resolve("importer/src/test/resources/import/corrected-export");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final LocalDate RECEIVED = LocalDate.now().minusDays(100);

  /**
   * Of the cases, as days after the receipt: older than a live event may be, so that history takes
   * them.
   */
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

  private static final String DOCUMENT_MAPPING =
      """
      kind = documents
      commune_code.constant = 14797
      issuer_code.constant = H56
      document_number.column = so
      document_date.column = ngay
      direction.constant = incoming
      sent_at.column = gui
      due_at.column = han
      status.column = trang_thai
      occurred_at.column = luc
      """;
  private static final String DOCUMENT_HEADER = "so,ngay,gui,han,trang_thai,luc\n";

  private static final String PAYMENT_MAPPING =
      """
      kind = payments
      commune_code.constant = 14797
      payment_id.column = ma
      payment_id.prefix = P-
      started_at.column = tao
      category.constant = fee
      method.column = cach
      amount_vnd.column = tien
      status.column = trang_thai
      occurred_at.column = luc
      """;
  private static final String PAYMENT_HEADER = "ma,tao,cach,tien,trang_thai,luc\n";

  @TempDir private static Path dir;
  private static EmbeddedStack stack;

  /**
   * An entity is imported open, changed by a live event, that is taken back and sent again, a newer
   * export corrects what was imported, and the import is taken back as a whole.
   *
   * @param mapping of the exports
   * @param october the older export, of which every row is an event
   * @param november the newer one
   * @param live fields of the live event that ends the entity that was imported open
   * @param said by the imports of October and November, and by the one that takes all back
   * @param query whose only row are the figures of the day on which the entities began
   * @param figures after October, after the live event, after November, and after all that was
   *     imported is taken back
   */
  private record Case(
      EventStream kind,
      Path mapping,
      Path october,
      Path november,
      String live,
      List<String> said,
      String query,
      List<String> figures) {}

  @BeforeAll
  static void start() {
    stack =
        EmbeddedStack.builder(dir.resolve("data"))
            .readingImports()
            .jobOption("execution.checkpointing.interval", "1 s")
            .jobs(MetricJob.DOCUMENTS, MetricJob.PAYMENTS, MetricJob.SERVICE_REQUESTS)
            .start();
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void historyAndLiveServiceRequestsAreOne() throws Exception {
    historyAndLiveEventsAreOne(
        new Case(
            EventStream.SERVICE_REQUESTS,
            CASE.resolve("mapping.properties"),
            recent("october.csv", Files.readString(CASE.resolve("october.csv"))),
            recent("november.csv", Files.readString(CASE.resolve("november.csv"))),
            """
            "dossier_code":"H56-1","procedure_code":"1.000001","status":"done",\
            "submitted_at":"%sT08:00:00+07:00\""""
                .formatted(RECEIVED),
            List.of(
                "rows read 3, counted 3, rejected 0, left out 0",
                "events: 2 new, 3 taken back, 2 unchanged",
                "events: 0 new, 4 taken back, 0 unchanged"),
            "sum(received) AS received, sum(done_on_time) AS on_time, sum(done_late) AS late,"
                + " sum(open) AS open FROM service_request_cohort_current",
            List.of(
                "received 3, on_time 1, late 1, open 1",
                "received 3, on_time 1, late 2, open 0",
                "received 3, on_time 2, late 0, open 1",
                "received 1, on_time 0, late 0, open 0")));
  }

  @Test
  void historyAndLiveDocumentsAreOne() throws Exception {
    historyAndLiveEventsAreOne(
        new Case(
            EventStream.DOCUMENTS,
            Files.writeString(dir.resolve("documents.properties"), DOCUMENT_MAPPING),
            recent(
                "documents-october.csv",
                DOCUMENT_HEADER
                    + """
                    1/UBND,2026-10-01,2026-10-01 08:00,2026-12-31,arrived,2026-10-01 08:00
                    2/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,arrived,2026-10-01 08:00
                    2/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,done,2026-10-05 10:00
                    3/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,arrived,2026-10-01 08:00
                    3/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,refused,2026-10-05 10:00
                    """),
            recent(
                "documents-november.csv",
                DOCUMENT_HEADER
                    + """
                    1/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,arrived,2026-10-01 08:00
                    2/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,arrived,2026-10-01 08:00
                    2/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,done,2026-11-05 10:00
                    3/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,arrived,2026-10-01 08:00
                    3/UBND,2026-10-01,2026-10-01 08:00,2026-10-09,done,2026-10-08 10:00
                    """),
            """
            "issuer_code":"H56","document_number":"1/UBND","document_date":"%s","status":"done",\
            "direction":"incoming","sent_at":"%sT08:00:00+07:00\""""
                .formatted(RECEIVED, RECEIVED),
            List.of(
                "rows read 5, counted 5, rejected 0, left out 0",
                "events: 3 new, 3 taken back, 2 unchanged",
                "events: 0 new, 5 taken back, 0 unchanged"),
            "sum(documents) AS documents, sum(with_due) AS with_due, sum(done_by_due) AS done_by_due,"
                + " sum(refused) AS refused FROM document_cohort_current",
            List.of(
                "documents 3, with_due 3, done_by_due 1, refused 1",
                "documents 3, with_due 3, done_by_due 2, refused 1",
                "documents 3, with_due 3, done_by_due 1, refused 0",
                "documents 1, with_due 0, done_by_due 0, refused 0")));
  }

  @Tag("slow")
  @Test
  void historyAndLivePaymentsAreOne() throws Exception {
    historyAndLiveEventsAreOne(
        new Case(
            EventStream.PAYMENTS,
            Files.writeString(dir.resolve("payments.properties"), PAYMENT_MAPPING),
            recent(
                "payments-october.csv",
                PAYMENT_HEADER
                    + """
                    1,2026-10-01 08:00,qr,50.000,started,2026-10-01 08:00
                    2,2026-10-01 08:00,cash,20.000,started,2026-10-01 08:00
                    2,2026-10-01 08:00,cash,20.000,succeeded,2026-10-05 10:00
                    3,2026-10-01 08:00,card,10.000,started,2026-10-01 08:00
                    3,2026-10-01 08:00,card,10.000,failed,2026-10-05 10:00
                    """),
            recent(
                "payments-november.csv",
                PAYMENT_HEADER
                    + """
                    1,2026-10-01 08:00,cash,70.000,started,2026-10-01 08:00
                    2,2026-10-01 08:00,cash,20.000,started,2026-10-01 08:00
                    2,2026-10-01 08:00,cash,20.000,succeeded,2026-11-05 10:00
                    3,2026-10-01 08:00,card,15.000,started,2026-10-01 08:00
                    3,2026-10-01 08:00,card,15.000,succeeded,2026-10-08 10:00
                    """),
            """
            "payment_id":"P-1","started_at":"%sT08:00:00+07:00","status":"succeeded",\
            "category":"fee","method":"qr","amount_vnd":50000"""
                .formatted(RECEIVED),
            List.of(
                "rows read 5, counted 5, rejected 0, left out 0",
                "events: 4 new, 4 taken back, 1 unchanged",
                "events: 0 new, 5 taken back, 0 unchanged"),
            "sum(payments) AS payments, sum(pending) AS pending, sum(succeeded) AS succeeded,"
                + " sum(failed) AS failed, sum(amount_vnd) AS vnd, sum(cash_vnd) AS cash"
                + " FROM payment_cohort_current",
            List.of(
                "payments 3, pending 1, succeeded 1, failed 1, vnd 20000, cash 20000",
                "payments 3, pending 0, succeeded 2, failed 1, vnd 70000, cash 20000",
                "payments 3, pending 0, succeeded 3, failed 0, vnd 85000, cash 20000",
                "payments 1, pending 0, succeeded 1, failed 0, vnd 50000, cash 0")));
  }

  private static void historyAndLiveEventsAreOne(Case tried) throws Exception {
    CommandLine october = run(tried, "--as-of", day(30), tried.october);
    assertThat(october.exitCode()).as(october.err()).isEqualTo(ExitCode.OK);
    assertThat(october.out())
        .contains("counted")
        .contains("events: 5 new, 0 taken back, 0 unchanged")
        .contains(tried.said.get(0));
    awaitFigures(tried, 0);

    send(tried, "01980000-0000-7000-8000-000000000001", "");
    awaitFigures(tried, 1);
    send(tried, "01980000-0000-7000-8000-000000000001", ",\"retracted\":true");
    awaitFigures(tried, 0);
    send(tried, "01980000-0000-7000-8000-000000000002", "");
    awaitFigures(tried, 1);

    CommandLine november = run(tried, "--as-of", day(60), tried.november);
    assertThat(november.exitCode()).as(november.err()).isEqualTo(ExitCode.OK);
    assertThat(november.out()).contains(tried.said.get(1));
    awaitFigures(tried, 2);
    CommandLine back = run(tried, "--take-back");
    assertThat(back.exitCode()).as(back.err()).isEqualTo(ExitCode.OK);
    assertThat(back.out()).contains(tried.said.get(2));
    // The live event tells of its entity by itself.
    awaitFigures(tried, 3);
  }

  /** An export with days of this year. */
  private static Path recent(String file, String text) throws IOException {
    String moved = text;
    for (Map.Entry<String, Integer> day : DAYS.entrySet()) {
      moved = moved.replace(day.getKey(), day(day.getValue()));
    }
    return Files.writeString(dir.resolve(file), moved);
  }

  private static String day(int afterReceipt) {
    return RECEIVED.plusDays(afterReceipt).toString();
  }

  private static CommandLine run(Case tried, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("import", "--data", dir.resolve("data")));
    all.addAll(List.of("--mapping", tried.mapping));
    all.addAll(List.of(arguments));
    return CommandLine.run(all.toArray());
  }

  private static void send(Case tried, String id, String more) {
    String value =
        """
        {"schema_version":1,"event_id":"%s","occurred_at":"%s","commune_code":"14797",%s%s}"""
            .formatted(id, DONE, tried.live, more);
    String topic = tried.kind.topic();
    try (TopicWriter writer = TopicWriter.open(stack.kafka().bootstrapServers(), List.of(topic))) {
      writer.send(
          topic, "14797".getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void awaitFigures(Case tried, int step) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                stack.clickHouse().jdbcUrl("cds"),
                stack.clickHouse().user(),
                stack.clickHouse().password());
        Statement statement = connection.createStatement()) {
      String sql = "SELECT " + tried.query + " WHERE day = '" + RECEIVED + "'";
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(figures(statement, sql)).isEqualTo(tried.figures.get(step)));
    }
  }

  private static String figures(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      ResultSetMetaData columns = row.getMetaData();
      List<String> figures = new ArrayList<>();
      row.next();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        figures.add(columns.getColumnLabel(i) + " " + row.getLong(i));
      }
      return String.join(", ", figures);
    }
  }
}
