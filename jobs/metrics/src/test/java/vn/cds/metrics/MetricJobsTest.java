package vn.cds.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.Direction;
import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.Medium;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.runtime.options.JobOptions;

/** The jobs from end to end: real Kafka, real ClickHouse, Flink's MiniCluster. */
class MetricJobsTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final String COMMUNE = "14758";
  private static Parts parts;

  @BeforeAll
  static void start() throws Exception {
    parts = new Parts();
    produce();
    for (MetricJob job : MetricJob.values()) {
      run(
          job,
          parts.options(
              "run.bounded", "true", "start.position", "earliest", "parallelism.default", "2"));
    }
  }

  @AfterAll
  static void stop() {
    parts.close();
  }

  private static void run(MetricJob job, JobOptions options) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment();
    MetricJobs.build(environment, job, options);
    environment.execute();
  }

  private static void produce() throws Exception {
    List<ServiceRequestEvent> requests = new ArrayList<>();
    ServiceRequestEvent registered =
        ServiceRequestEvent.builder()
            .eventId(new UUID(1, 1))
            .occurredAt(NOW.minusSeconds(3600))
            .communeCode(COMMUNE)
            .status(ServiceRequestStatus.REGISTERED)
            .dossierCode("H56.12.5-261008-0975")
            .procedureCode("1.004616")
            .submittedAt(NOW.minusSeconds(3600))
            .channel(Channel.ONLINE)
            .dueAt(NOW.plusSeconds(86_400))
            .feeDueVnd(20_000L)
            .build();
    requests.add(registered);
    requests.add(registered);
    requests.add(
        registered.toBuilder()
            .eventId(new UUID(1, 2))
            .occurredAt(NOW.minusSeconds(60))
            .status(ServiceRequestStatus.DONE)
            .build());
    requests.add(
        registered.toBuilder()
            .eventId(new UUID(1, 3))
            .dossierCode("H56.12.5-261008-0976")
            .channel(null)
            .build());
    requests.add(
        registered.toBuilder()
            .eventId(new UUID(1, 4))
            .occurredAt(NOW.minus(50, ChronoUnit.DAYS))
            .submittedAt(NOW.minus(50, ChronoUnit.DAYS))
            .build());
    // The same id, hour and commune as the first, but another due time.
    requests.add(registered.toBuilder().dueAt(NOW).build());
    parts.send(requests);
    parts.send("cds.service-requests", COMMUNE, "not json".getBytes(StandardCharsets.UTF_8));
    parts.send("cds.service-requests", COMMUNE, null);

    PaymentEvent paid =
        succeeded(new UUID(2, 1))
            .gateway(Gateway.NATIONAL)
            .dossierCode("H56.12.5-261008-0975")
            .payerId(new UUID(9, 9))
            .build();
    parts.send(
        List.of(
            paid,
            paid.toBuilder()
                .eventId(new UUID(2, 2))
                .paymentId("P2")
                .method(PaymentMethod.CASH)
                .payerId(null)
                .build(),
            paid.toBuilder()
                .eventId(new UUID(2, 3))
                .paymentId("P2")
                .payerId(null)
                .method(PaymentMethod.CASH)
                .status(PaymentStatus.REVERSED)
                .occurredAt(NOW.minusSeconds(60))
                .build()));
    DocumentEvent document =
        DocumentEvent.builder()
            .eventId(new UUID(3, 1))
            .occurredAt(NOW.minusSeconds(60))
            .communeCode(COMMUNE)
            .status(DocumentStatus.DONE)
            .issuerCode("H56.12.5")
            .documentNumber("12/UBND-VX")
            .documentDate(java.time.LocalDate.parse("2026-10-08"))
            .direction(Direction.OUTGOING)
            .sentAt(NOW.minusSeconds(120))
            .medium(Medium.ELECTRONIC)
            .signedPersonally(true)
            .dueAt(NOW)
            .build();
    DocumentEvent mistake =
        document.toBuilder().eventId(new UUID(3, 2)).status(DocumentStatus.RECALLED).build();
    DocumentEvent never = mistake.toBuilder().eventId(new UUID(3, 3)).build();
    parts.send(
        List.of(
            mistake.retraction(),
            document,
            mistake,
            mistake.retraction(),
            never.retraction(),
            mistake));
  }

  @Test
  void aDossierIsCountedOnceInTheDayItWasReceived() throws Exception {
    assertThat(
            parts.rows(
                "SELECT sum(received), sum(done_on_time), sum(open), sum(online), sum(fee_due),"
                    + " sum(fee_paid_online), sum(events) FROM service_request_cohort FINAL"))
        .containsExactly("2|1|1|1|2|1|6");
    assertThat(
            parts.rows(
                "SELECT dossier_code, outcome, channel, fee_paid_online, deleted FROM dossier FINAL"
                    + " ORDER BY dossier_code"))
        .containsExactly(
            "H56.12.5-261008-0975|on_time|online|1|0", "H56.12.5-261008-0976|open|counter|0|0");
  }

  @Test
  void theBreakdownAddsUpToTheWhole() throws Exception {
    assertThat(
            parts.rows(
                "SELECT dimension, code, sum(received) FROM service_request_cohort FINAL ARRAY JOIN"
                    + " by.dimension AS dimension, by.code AS code, by.received AS received GROUP"
                    + " BY ALL ORDER BY ALL"))
        .containsExactly("channel|counter|1", "channel|online|1", "procedure|1.004616|2");
  }

  @Test
  void whatIsNotCountedIsListed() throws Exception {
    assertThat(parts.rows("SELECT code FROM dead_letter FINAL ORDER BY code"))
        .containsExactly("CONFLICTING_DUPLICATE", "EMPTY", "NOT_JSON");
    assertThat(parts.rows("SELECT reason, event_id FROM too_late FINAL"))
        .containsExactly("DAY|00000000-0000-0001-0000-000000000004");
    assertThat(parts.rows("SELECT sum(counted), sum(duplicates) FROM service_request_day FINAL"))
        .containsExactly("3|1");
  }

  @Test
  void flowsOfMinutesHoursAndDaysAgree() throws Exception {
    for (String window : List.of("minute", "hour", "day")) {
      assertThat(
              parts.rows(
                  "SELECT sum(counted), sum(registered), sum(registered_online), sum(done_on_time),"
                      + " sum(missed) FROM service_request_"
                      + window
                      + " FINAL"))
          .as(window)
          .containsExactly("3|2|1|1|0");
    }
  }

  @Test
  void aReversalTakesASuccessBack() throws Exception {
    assertThat(
            parts.rows(
                "SELECT sum(payments), sum(succeeded), sum(reversed), sum(amount_vnd), sum(cash)"
                    + " FROM payment_cohort FINAL"))
        .containsExactly("2|1|1|20000|0");
    assertThat(parts.rows("SELECT payment_id, succeeded, payer_id FROM payer FINAL"))
        .containsExactly("P1|1|00000000-0000-0009-0000-000000000009");
  }

  @Test
  void aDocumentIsCounted() throws Exception {
    assertThat(
            parts.rows(
                "SELECT documents, outgoing, signed_personally, signed_by_organisation, done_by_due"
                    + " FROM document_cohort FINAL"))
        .containsExactly("1|1|1|0|1");
  }

  @Test
  void whatIsTakenBackStaysInTheBooksAndNowhereElse() throws Exception {
    for (String window : List.of("minute", "hour", "day")) {
      assertThat(
              parts.rows(
                  "SELECT sum(counted), sum(retractions), sum(retracted), sum(done), sum(recalled)"
                      + " FROM document_"
                      + window
                      + " FINAL"))
          .as(window)
          .containsExactly("2|2|1|1|0");
    }
    assertThat(parts.rows("SELECT sum(duplicates) FROM document_day FINAL")).containsExactly("2");
    assertThat(parts.rows("SELECT documents, recalled, events FROM document_cohort FINAL"))
        .containsExactly("1|0|4");
    assertThat(
            parts.rows(
                "SELECT event_id, status, found, exact FROM retraction FINAL WHERE stream ="
                    + " 'documents' ORDER BY event_id"))
        .containsExactly(
            "00000000-0000-0003-0000-000000000002|recalled|1|1",
            "00000000-0000-0003-0000-000000000003|recalled|0|1");
  }

  /** The payment P1 of half an hour ago. */
  private static PaymentEvent.Builder succeeded(UUID eventId) {
    return PaymentEvent.builder()
        .eventId(eventId)
        .occurredAt(NOW.minusSeconds(1800))
        .communeCode(COMMUNE)
        .status(PaymentStatus.SUCCEEDED)
        .paymentId("P1")
        .startedAt(NOW.minusSeconds(1800))
        .category(PaymentCategory.FEE)
        .method(PaymentMethod.QR)
        .amountVnd(20_000L);
  }

  /** Of records that the broker took after the job had started. */
  @Test
  void theLatencyOfRowsIsAMetricOfEachSink() throws Exception {
    String topic = "latency.payments";
    parts.createDatabase("other");
    parts.createInput(topic);
    PaymentEvent first = succeeded(new UUID(4, 1)).build();
    PaymentEvent second = first.toBuilder().eventId(new UUID(4, 2)).paymentId("P2").build();
    parts.send(topic, COMMUNE, EventEncoder.encode(first));
    InMemoryReporter reporter = InMemoryReporter.create();
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            reporter.addToConfiguration(new Configuration()));
    MetricJobs.build(
        environment,
        MetricJob.PAYMENTS,
        parts.options(
            "start.position",
            "earliest",
            "parallelism.default",
            "1",
            "topic.payments",
            topic,
            "clickhouse.url",
            parts.url("other")));
    JobClient job = environment.executeAsync();
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  parts
                      .rows("SELECT sum(counted) FROM other.payment_minute FINAL")
                      .equals(List.of("1")));
      long sent = System.currentTimeMillis();
      parts.send(topic, COMMUNE, EventEncoder.encode(second));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  latency(reporter, job, "minute", "appendTime").getCount() > 0
                      && latency(reporter, job, "cohort", "appendTime").getCount() > 0);

      for (String window : List.of("minute", "cohort")) {
        long[] sinceAppend =
            latency(reporter, job, window, "appendTime").getStatistics().getValues();
        long[] sinceEvent = latency(reporter, job, window, "eventTime").getStatistics().getValues();
        assertThat(sinceAppend).as(window).hasSize(1);
        assertThat(sinceAppend[0]).isBetween(0L, System.currentTimeMillis() - sent);
        assertThat(sinceEvent).as(window).hasSize(1);
        assertThat(sinceEvent[0]).isGreaterThanOrEqualTo(sinceAppend[0] + 1_800_000);
      }
    } finally {
      job.cancel().get();
    }
  }

  private static Histogram latency(
      InMemoryReporter reporter, JobClient job, String window, String from) {
    var found =
        reporter.findMetrics(
            job.getJobID(), "write-payment-" + window + ".*" + from + "ToRowMillis");
    assertThat(found).as("%s of %s", from, window).hasSize(1);
    return (Histogram) found.values().iterator().next();
  }

  @Test
  void aTopicWithTheProducersClockIsRefused() {
    assertThatThrownBy(
            () -> run(MetricJob.PAYMENTS, parts.options("topic.payments", "cds.nothing")))
        .hasMessageContaining("cds.nothing");
  }
}
