package vn.cds.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.input.Readings;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.metrics.MetricJob;
import vn.cds.metrics.MetricJobs;
import vn.cds.runtime.options.JobOptions;

/** The job from end to end: events go in, real Kafka, real ClickHouse, Flink's MiniCluster. */
class AlertJobsTest {
  private static final String COMMUNE = "14758";
  private static final String PROVINCE = "38";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The latest working day that is over. */
  private static final LocalDate DAY = lastWorkingDay();

  private static final Instant NOON = VietnamTime.startOfDay(DAY).plusSeconds(12 * 3600L);

  /** By how much the clock of the job goes behind that of the machine, in milliseconds. */
  private static final AtomicLong BEHIND = new AtomicLong();

  @RegisterExtension
  private static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @TempDir static Path directory;
  private static Parts parts;

  @BeforeAll
  static void start() throws Exception {
    parts = new Parts();
  }

  @AfterAll
  static void stop() {
    parts.close();
  }

  private static LocalDate lastWorkingDay() {
    WorkingCalendar calendar = WorkingCalendar.bundled();
    LocalDate day = VietnamTime.localDay(Instant.now()).minusDays(1);
    while (!calendar.isWorkingDay(day)) {
      day = day.minusDays(1);
    }
    return day;
  }

  @Test
  void eventsBecomeOneTransitionWhateverHappensToTheJob(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    parts.send("cds.metrics", "stray", "not a row".getBytes(StandardCharsets.UTF_8));
    sendFailedPayments();
    sendDossiers();
    count(MetricJob.PAYMENTS);
    count(MetricJob.SERVICE_REQUESTS);
    checkWhatIsRead();
    checkWhatIsListedAgain();
    BEHIND.set(
        System.currentTimeMillis() - VietnamTime.startOfDay(DAY).toEpochMilli() - 17 * 3_600_000L);
    JobClient job = submit(null);
    await().atMost(PATIENCE).until(() -> !parts.transitions().isEmpty());
    AlertTransition fired = parts.transitions().get(0);
    assertThat(fired.identity()).isEqualTo("payment-failures|14758|payment-failures");
    assertThat(fired.unitName()).isEqualTo("Phường Hàm Rồng");
    assertThat(fired.value()).isEqualTo(1.0);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        parts.rows(
                            "SELECT unit, rule, n, target, resolved_at IS NULL FROM alert_episode"))
                    .containsExactly("14758|payment-failures|90|0.1|1"));

    String savepoint =
        job.stopWithSavepoint(
                false,
                Files.createDirectories(directory.resolve("savepoints")).toUri().toString(),
                SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);
    job = submit(savepoint);
    awaitJudgements();
    cluster.terminateTaskManager(0).get(60, TimeUnit.SECONDS);
    cluster.startTaskManager();
    awaitJudgements();
    assertThat(parts.transitions()).as("it was told before").containsExactly(fired);

    String rules = RuleSet.bundledText().replaceFirst("(?m)^version: 3$", "version: 4");
    int from = rules.indexOf("  - id: payment-failures\n");
    parts.send(
        AlertTopics.RULES,
        AlertTopics.RULES_KEY,
        (rules.substring(0, from) + rules.substring(rules.indexOf("  - id: ", from + 1)))
            .getBytes(StandardCharsets.UTF_8),
        AlertTopics.CHANGED_BY,
        "An, Sở KH&CN",
        AlertTopics.REASON,
        "Tạm bỏ");
    await().atMost(PATIENCE).until(() -> parts.transitions().size() == 2);
    AlertTransition ended = parts.transitions().get(1);
    assertThat(ended.episode()).isEqualTo(fired.episode());
    assertThat(ended.ending()).isEqualTo(AlertTransition.Ending.RULE_REMOVED);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(
                      parts.rows("SELECT version, changed_by, reason FROM alert_rule_set_current"))
                  .containsExactly("4|An, Sở KH&CN|Tạm bỏ");
              assertThat(parts.rows("SELECT ending FROM alert_episode"))
                  .containsExactly("rule-removed");
            });
    decideSilence();
    job.cancel().get(60, TimeUnit.SECONDS);
  }

  /** Silences are noted as they are decided; what is none is passed over. */
  private static void decideSilence() throws Exception {
    AlertSilence silence =
        new AlertSilence(
            new UUID(0, 1), "An", "Lũ", NOON, NOON.plusSeconds(3600), null, PROVINCE, null, null);
    String key = silence.silence().toString();
    parts.send(AlertTopics.SILENCES, key, silence.encode());
    parts.send(AlertTopics.SILENCES, key, "{}".getBytes(StandardCharsets.UTF_8));
    parts.send(AlertTopics.SILENCES, key, silence.endedAt(NOON, "Bình").encode());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(parts.rows("SELECT count() FROM alert_silence FINAL"))
                  .containsExactly("2");
              assertThat(
                      parts.rows(
                          "SELECT owner, rule, province, ends = begins, ended_by"
                              + " FROM alert_silence_current"))
                  .containsExactly("An||38|1|Bình");
            });
  }

  /** A savepoint finds its state by uid. The committed list may grow; nothing of it may change. */
  @Test
  void uidsAreTheCommittedOnes() throws Exception {
    TreeSet<String> uids = new TreeSet<>();
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    AlertJobs.INSTANCE.build(environment, parts.options());
    for (StreamNode node : environment.getStreamGraph().getStreamNodes()) {
      assertThat(node.getTransformationUID()).as("uid of %s", node).isNotNull();
      uids.add(node.getTransformationUID());
    }
    try (var committed = getClass().getResourceAsStream("/uids.txt")) {
      assertThat(uids)
          .containsExactlyElementsOf(
              new String(committed.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }

  /** Nine hours in which no payment succeeds. */
  private static void sendFailedPayments() throws Exception {
    for (int i = 0; i < 90; i++) {
      Instant at = VietnamTime.startOfDay(DAY).plusSeconds(8 * 3600L + i * 360L);
      PaymentEvent failed =
          PaymentEvent.builder()
              .eventId(new UUID(1, i))
              .occurredAt(at)
              .communeCode(COMMUNE)
              .status(PaymentStatus.FAILED)
              .paymentId("P" + i)
              .startedAt(at)
              .category(PaymentCategory.FEE)
              .method(PaymentMethod.QR)
              .amountVnd(20_000L)
              .build();
      parts.send("cds.payments", COMMUNE, EventEncoder.encode(failed));
    }
  }

  /** One that is due at noon, one that ended late, and one that breaks the contract. */
  private static void sendDossiers() throws Exception {
    Instant at = VietnamTime.startOfDay(DAY).plusSeconds(8 * 3600L);
    ServiceRequestEvent registered =
        ServiceRequestEvent.builder()
            .eventId(new UUID(2, 1))
            .occurredAt(at)
            .communeCode(COMMUNE)
            .status(ServiceRequestStatus.REGISTERED)
            .dossierCode("H56.12.5-261008-0001")
            .procedureCode("1.004616")
            .submittedAt(at)
            .channel(Channel.ONLINE)
            .dueAt(NOON)
            .build();
    List<ServiceRequestEvent> events =
        List.of(
            registered,
            registered.toBuilder()
                .eventId(new UUID(2, 2))
                .dossierCode("H56.12.5-261008-0002")
                .build(),
            registered.toBuilder()
                .eventId(new UUID(2, 3))
                .dossierCode("H56.12.5-261008-0002")
                .status(ServiceRequestStatus.DONE)
                .occurredAt(NOON.plusSeconds(60))
                .build(),
            registered.toBuilder().eventId(new UUID(2, 4)).dossierCode("?").build());
    for (ServiceRequestEvent event : events) {
      parts.send("cds.service-requests", COMMUNE, EventEncoder.encode(event));
    }
  }

  /** The messages are those of the metric jobs, read by the readers of this one. */
  private static void checkWhatIsRead() throws Exception {
    List<Observation> read =
        Readings.ofMetrics(parts.values("cds.metrics"), System.currentTimeMillis());
    assertThat(read)
        .extracting(Observation::kind, Observation::dossier, Observation::dueAt)
        .contains(
            tuple(Observation.Kind.DOSSIER, "H56.12.5-261008-0001", NOON.toEpochMilli()),
            tuple(Observation.Kind.DOSSIER, "H56.12.5-261008-0002", Observation.ENDED));
    assertThat(read)
        .extracting(
            Observation::kind,
            Observation::province,
            Observation::counted,
            Observation::part,
            Observation::whole)
        .contains(
            tuple(Observation.Kind.SERVICE_REQUESTS, PROVINCE, 2L, 0L, 0L),
            tuple(Observation.Kind.SERVICE_REQUESTS, PROVINCE, 1L, 0L, 1L),
            tuple(Observation.Kind.PAYMENTS, PROVINCE, 10L, 10L, 10L));
    assertThat(Readings.ofRefused(parts.values("cds.dead-letters"), System.currentTimeMillis()))
        .extracting(Observation::kind, Observation::commune)
        .containsExactly(tuple(Observation.Kind.REFUSED, COMMUNE));
  }

  /** A metric job that repeats what it did lists what it refused again, and says the same place. */
  private static void checkWhatIsListedAgain() throws Exception {
    count(MetricJob.SERVICE_REQUESTS);
    List<Observation> listed =
        Readings.ofRefused(parts.values("cds.dead-letters"), System.currentTimeMillis());
    assertThat(listed).hasSize(2);
    assertThat(listed)
        .extracting(Observation::source, Observation::offset)
        .containsOnly(tuple(listed.get(0).source(), listed.get(0).offset()));
    assertThat(listed.get(0).source()).startsWith("cds.service-requests/");
  }

  /** Days may lie between the latest working day and this one. */
  private static void count(MetricJob job) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    MetricJobs.build(
        environment,
        job,
        parts.options("run.bounded", "true", "lateness.minute", "30 d", "lateness.hour", "30 d"));
    environment.execute();
  }

  private static JobClient submit(String savepoint) throws Exception {
    JobOptions options =
        parts.options(
            "parallelism.default",
            "2",
            "alerts.judge.interval",
            "200 ms",
            "alerts.heartbeat.interval",
            "400 ms");
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    AlertJobs.build(environment, options, () -> System.currentTimeMillis() - BEHIND.get());
    var graph = environment.getStreamGraph();
    if (savepoint != null) {
      graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
    }
    return environment.executeAsync(graph);
  }

  /** Waits until the province was judged some more times. */
  private static void awaitJudgements() {
    int before = parts.heartbeats(PROVINCE).size();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<Integer> open =
                  parts.heartbeats(PROVINCE).stream()
                      .skip(before)
                      .map(beat -> beat.open())
                      .toList();
              return open.size() >= 5 && open.get(open.size() - 1) == 1;
            });
  }
}
