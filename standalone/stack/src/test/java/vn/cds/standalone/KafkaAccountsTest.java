package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vn.cds.alerts.AlertJobs;
import vn.cds.contract.kafka.KafkaAccess;
import vn.cds.contract.kafka.KafkaAccess.Account;
import vn.cds.contract.kafka.KafkaAccess.Operation;
import vn.cds.contract.kafka.KafkaAccess.Resource;
import vn.cds.contract.kafka.KafkaAccess.Right;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.api.query.InputTopics;
import vn.cds.gateway.Gateway;
import vn.cds.gateway.source.SourcesFile;
import vn.cds.metrics.MetricJob;
import vn.cds.notifier.Notifier;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.sql.Database;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestClickHouse;

/**
 * Every program works with the rights that {@code ./cds topics acls} gives its account, on a Kafka
 * with SCRAM, TLS and access rights, or with client certificates; and with nothing else. What an
 * importer does is in {@link SecuredImportTest}.
 */
@Timeout(600)
@Tag("slow")
class KafkaAccountsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "S3cret";
  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path dir;
  private static SecuredKafka kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka = new SecuredKafka(dir);
    Topics.create(kafka.open(), 1);
    kafka.allowAll();
    for (Account account : KafkaAccess.accounts("cds")) {
      kafka.user("cds-" + account.name(), PASSWORD);
    }
    try (TopicWriter writer = TopicWriter.open(kafka.open(), Topics.all())) {
      Topics.all().forEach(topic -> writer.send(topic, NOTHING, NOTHING));
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  // --- What each must not do ---

  /** What an attacker who has the password of a program would try. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          documents        | write | cds.documents
          documents        | read  | cds.payments
          documents        | join  | cds-payments
          payments         | write | cds.payments
          payments         | read  | cds.service-requests
          payments         | write | cds.alerts
          service-requests | write | cds.service-requests
          service-requests | write | cds.alert-rules
          declared-figures | write | cds.declared-figures
          declared-figures | read  | cds.service-requests
          declared-figures | write | cds.metrics
          alerts           | write | cds.metrics
          alerts           | write | cds.alert-rules
          alerts           | write | cds.alert-silences
          alerts           | read  | cds.service-requests
          board            | write | cds.service-requests
          board            | write | cds.sources
          board            | read  | cds.dead-letters
          board            | read  | cds.import-states
          board            | join  | cds-payments
          notifier         | write | cds.alerts
          notifier         | write | cds.alert-silences
          notifier         | read  | cds.service-requests
          notifier         | join  | cds-alerts
          gateway          | read  | cds.payments
          gateway          | read  | cds.sources
          gateway          | write | cds.import.payments
          gateway          | write | cds.declared-figures
          gateway          | write | cds.metrics
          importer         | write | cds.payments
          importer         | read  | cds.payments
          importer         | write | cds.dead-letters
          importer         | join  | cds-payments
          sender           | read  | cds.payments
          sender           | write | cds.sources
          sender           | write | cds.import.payments
          sender           | write | cds.alert-rules
          operator         | write | cds.payments
          operator         | read  | cds.payments
          operator         | write | cds.alerts
          admin            | read  | cds.payments
          admin            | write | cds.payments
          """)
  void nobodyDoesWhatIsNotTheirs(String account, String what, String on) throws Exception {
    assertThat(
            switch (what) {
              case "read" -> mayRead(account, Set.of(on)).isEmpty();
              case "write" -> mayWrite(account, Set.of(on)).isEmpty();
              default -> isRefused(() -> commit(account, on));
            })
        .as("%s is refused to %s %s", account, what, on)
        .isTrue();
  }

  /** Every topic, whether it is one of those above or not. */
  @ParameterizedTest
  @CsvSource({"documents", "board", "gateway", "notifier", "importer", "sender"})
  void anAccountReadsAndWritesItsTopicsAndNoOthers(String name) throws Exception {
    Account account = account(name);
    Set<String> all = new TreeSet<>(Topics.all());
    assertThat(mayRead(name, all)).isEqualTo(topics(account, Operation.READ));
    assertThat(mayWrite(name, all)).isEqualTo(topics(account, Operation.WRITE));
  }

  private static Set<String> topics(Account account, Operation operation) {
    Set<String> topics = new TreeSet<>();
    account.rights().stream()
        .filter(right -> right.on() == Resource.TOPIC && right.may().contains(operation))
        .map(Right::name)
        .forEach(topics::add);
    return topics;
  }

  @Test
  void nobodyDeletesATopicAndOnlyTheAdministratorMakesOrAltersOne() throws Exception {
    Set<String> make = new TreeSet<>();
    Set<String> alter = new TreeSet<>();
    for (Account account : KafkaAccess.accounts("cds")) {
      try (Admin admin = Admin.create(client(account.name()))) {
        assertThat(isRefused(() -> admin.deleteTopics(List.of("cds.payments")).all().get()))
            .as(account.name() + " deletes no topic")
            .isTrue();
        NewTopic another = new NewTopic("cds.of-" + account.name(), 1, (short) 1);
        if (!isRefused(() -> admin.createTopics(List.of(another)).all().get())) {
          make.add(account.name());
        }
        if (!isRefused(
            () ->
                admin
                    .incrementalAlterConfigs(
                        Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, "cds.payments"),
                            List.of(
                                new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "-1"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get())) {
          alter.add(account.name());
        }
      }
    }
    assertThat(make).containsExactly("admin");
    assertThat(alter).containsExactly("admin");
    kafka.admin.deleteTopics(List.of("cds.of-admin")).all().get();
  }

  // --- What each does ---

  @Test
  void aJobCountsWithTheRightsOfItsAccount() throws Exception {
    assertCounts(MetricJob.PAYMENTS, kafka.servers(), file("payments"), "cds");
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(names = {"DOCUMENTS", "SERVICE_REQUESTS", "DECLARED_FIGURES"})
  void everyOtherJobCountsWithTheRightsOfItsAccount(MetricJob job) throws Exception {
    assertCounts(job, kafka.servers(), file(job.jobName()), "cds");
  }

  @Tag("slow")
  @Test
  void theAlertJobJudgesWithTheRightsOfItsAccount() throws Exception {
    assertCounts(AlertJobs.INSTANCE, kafka.servers(), file("alerts"), "cds");
  }

  /** Client certificates in place of passwords: the certificate's subject is the account. */
  @Tag("slow")
  @Test
  void aJobAndASystemThatSendsShowCertificates() throws Exception {
    kafka.allowAll(
        "--kafka-group",
        "certified",
        "--account",
        "payments",
        "--account",
        "sender",
        "--principal",
        "payments=User:CN=payments",
        "--principal",
        "sender=User:CN=sender");
    Path sender = kafka.certified("sender");
    simulate(kafka.tlsServers(), sender);
    Path line = Files.writeString(dir.resolve("line.jsonl"), "{}\n");
    CommandLine sent =
        CommandLine.run(
            "send",
            "--kind",
            "payments",
            "--kafka",
            kafka.tlsServers(),
            "--kafka-properties",
            sender,
            line);
    assertThat(sent.exitCode()).as(sent.err()).isEqualTo(ExitCode.OK);
    assertCounts(MetricJob.PAYMENTS, kafka.tlsServers(), kafka.certified("payments"), "certified");

    CommandLine refused =
        CommandLine.run(
            "send",
            "--kind",
            "payments",
            "--topic",
            "cds.metrics",
            "--kafka",
            kafka.tlsServers(),
            "--kafka-properties",
            sender,
            line);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(refused.err()).contains("does not let the account", "./cds topics acls");
    Path stranger =
        kafka.certified("stranger", new TestAuthority(dir.resolve("another-authority")));
    CommandLine unknown =
        CommandLine.run(
            "send", "--kafka", kafka.tlsServers(), "--kafka-properties", stranger, line);
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(unknown.err()).contains("ends the connection of this client", "ssl.keystore.*");
  }

  private static void assertCounts(StreamJob job, String servers, Path client, String group)
      throws Exception {
    simulate(kafka.servers(), file("sender"));
    Database tables = TestClickHouse.emptied();
    Map<String, String> options = LocalJob.options(servers, tables);
    options.put("kafka.properties.file", client.toString());
    options.put("kafka.group.id", group);
    options.put("history.until", "always");
    LocalJob.runToTheEnd(job, options);
    if (job != AlertJobs.INSTANCE) {
      // The record without anything in it is refused, by the topic and in the table.
      assertThat(
              TestTables.count(
                  tables,
                  "dead_letter WHERE topic = '"
                      + job.topics(JobOptions.load(null, options)).get(0)
                      + "'"))
          .isPositive();
    }
    if (job instanceof MetricJob counting && counting != MetricJob.DECLARED_FIGURES) {
      assertThat(
              TestTables.count(
                  tables, job.jobName().replaceAll("s$", "").replace('-', '_') + "_day"))
          .isPositive();
    }
    // It commits how far it is, for the books.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        kafka
                            .admin
                            .listConsumerGroupOffsets(group + "-" + job.jobName())
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .isNotEmpty());
  }

  private static void simulate(String servers, Path client) {
    CommandLine simulate =
        CommandLine.run(
            "simulate",
            "--scenario",
            "mixed",
            "--events",
            60,
            "--kafka",
            servers,
            "--kafka-properties",
            client);
    assertThat(simulate.exitCode()).as(simulate.err()).isEqualTo(ExitCode.OK);
  }

  /**
   * As docs/operations.md says: the file first, then Kafka. The broker asks for a log-in every few
   * seconds, so that the old password is refused soon; the job restarts and reads the file anew.
   */
  @Tag("slow")
  @Test
  void aJobGoesOnWhenThePasswordOfItsAccountIsChanged() throws Exception {
    Path secret = Files.writeString(dir.resolve("payments-password"), PASSWORD);
    Path client = byReference(secret);
    Database tables = TestClickHouse.emptied();
    Map<String, String> options = LocalJob.options(kafka.servers(), tables);
    options.put("kafka.properties.file", client.toString());
    options.put("restart-strategy.type", "fixed-delay");
    options.put("restart-strategy.fixed-delay.attempts", "1000");
    options.put("restart-strategy.fixed-delay.delay", "1 s");
    options.put("start.position", "latest");
    JobClient job = LocalJob.build(MetricJob.PAYMENTS, options).executeAsync("rotation");
    try (TopicWriter writer = TopicWriter.open(kafka.open(), List.of(Topics.PAYMENTS))) {
      send(writer, "14758");
      awaitCounted(tables, 1);
      Files.writeString(secret, "changed");
      kafka.user("cds-payments", "changed");
      try (Admin old = Admin.create(client("payments"))) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  try {
                    old.describeCluster().clusterId().get();
                    return false;
                  } catch (ExecutionException e) {
                    return e.getCause() instanceof AuthenticationException;
                  }
                });
      }
      for (String commune : List.of("14797", "14812", "14818")) {
        send(writer, commune);
      }
      awaitCounted(tables, 4);
      // Wherever the restart was, what comes afterwards is counted, too.
      await().atMost(PATIENCE).until(() -> job.getJobStatus().get() == JobStatus.RUNNING);
      send(writer, "14845");
      awaitCounted(tables, 5);
    } finally {
      job.cancel().get();
      kafka.user("cds-payments", PASSWORD);
    }
  }

  /** Settings that name the file of a password instead of it. */
  private static Path byReference(Path secret) throws IOException {
    String reference = "${directory:%s:%s}".formatted(secret.getParent(), secret.getFileName());
    return Files.writeString(
        dir.resolve("by-reference.properties"),
        Files.readString(kafka.client("cds-payments", reference))
            + """
            config.providers=directory
            config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
            """);
  }

  @Test
  void aJobGraphHoldsNoPasswordThatIsNamedByReference() throws Exception {
    Path secret = Files.writeString(dir.resolve("canary"), PASSWORD);
    Map<String, String> options = LocalJob.options(kafka.servers(), TestClickHouse.emptied());
    options.put("kafka.properties.file", byReference(secret).toString());
    assertThat(graph(options)).contains("${directory:").doesNotContain(PASSWORD);
    // What stands in the settings themselves does get there: the test would see it.
    options.put("kafka.properties.file", file("payments").toString());
    assertThat(graph(options)).contains(PASSWORD);
  }

  private static String graph(Map<String, String> options) throws IOException {
    byte[] graph =
        InstantiationUtil.serializeObject(
            LocalJob.build(MetricJob.PAYMENTS, options).getStreamGraph().getJobGraph());
    return new String(graph, StandardCharsets.ISO_8859_1);
  }

  private static void send(TopicWriter writer, String commune) throws Exception {
    writer
        .send(
            Topics.PAYMENTS,
            commune.getBytes(StandardCharsets.UTF_8),
            payment(commune).getBytes(StandardCharsets.UTF_8))
        .get();
  }

  private static void awaitCounted(Database tables, long communes) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        TestTables.count(tables, "(SELECT DISTINCT commune_code FROM payment_day)"))
                    .isEqualTo(communes));
  }

  @Test
  void theBoardLooksHowFarTheJobsAre() throws Exception {
    kafka
        .admin
        .alterConsumerGroupOffsets(
            "cds-documents",
            Map.of(new TopicPartition("cds.documents", 0), new OffsetAndMetadata(1)))
        .all()
        .get();
    KafkaConnection connection = new KafkaConnection(kafka.servers(), settings("board"));
    InputTopics.Partition documents = new InputTopics.Partition("cds.documents", 0);
    try (KafkaInputTopics topics = new KafkaInputTopics(connection, "cds", PATIENCE);
        KafkaSourceTopic sources = new KafkaSourceTopic(connection, PATIENCE)) {
      assertThat(topics.held(Map.of(documents, 0L)))
          .containsKey(documents)
          .containsKey(new InputTopics.Partition("cds.import.payments", 0));
      assertThat(topics.settled()).containsKey(documents);
      assertThat(sources.latest()).isNotEmpty();
    }
  }

  @Test
  void theGatewayWritesEventsAndWhatItsSourcesDo() throws Exception {
    Path sources = dir.resolve("sources.yaml");
    CommandLine added =
        CommandLine.run(
            "sources",
            "add",
            "--file",
            sources,
            "--name",
            "one-stop",
            "--kind",
            "payments",
            "--province",
            "38");
    assertThat(added.exitCode()).as(added.err()).isEqualTo(ExitCode.OK);
    String token = added.out().replaceAll("(?s).*(cds_[A-Za-z0-9_-]+).*", "$1");
    Roster roster = Roster.bundled();
    try (Gateway gateway =
            Gateway.builder(kafka.servers(), new SourcesFile(sources, roster), roster)
                .client(settings("gateway"))
                .port(0)
                .start();
        KafkaSourceTopic topic =
            new KafkaSourceTopic(
                new KafkaConnection(kafka.servers(), settings("board")), PATIENCE)) {
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/events/payments"))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(payment("14758")))
              .build();
      HttpClient http = HttpClient.newHttpClient();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                      .isEqualTo(202));
      await().atMost(PATIENCE).until(() -> topic.latest().containsKey("one-stop"));
    }
  }

  private static String payment(String commune) {
    String now = Clock.systemUTC().instant().minusSeconds(60).toString();
    return """
        {"schema_version": 1, "event_id": "%s", "occurred_at": "%s", "commune_code": "%s", \
        "status": "succeeded", "payment_id": "P-%s", "started_at": "%s", "category": "fee", \
        "method": "qr", "amount_vnd": 30000}"""
        .formatted(UUID.randomUUID(), now, commune, commune, now);
  }

  @Test
  void theNotifierKeepsItsLedger() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("notifier.yaml"),
            """
            format: 1
            kafka:
              bootstrap_servers: %s
              properties_file: %s
            board: http://127.0.0.1:8080
            recipients:
              - name: office
                channel: mail-folder
                directory: mailbox
            """
                .formatted(kafka.servers(), file("notifier")));
    try (Notifier notifier =
        Notifier.start(NotifierConfiguration.read(file, Map.of()), Clock.systemUTC())) {
      notifier.check();
    }
    // What it could not use, and who its recipients are.
    for (String topic : List.of(Topics.ALERT_DELIVERIES, Topics.ALERT_DEAD_LETTERS)) {
      assertThat(mayRead("notifier", Set.of(topic))).containsExactly(topic);
    }
  }

  @Test
  void operatorsPublishRulesAndSilence() throws Exception {
    Path client = file("operator");
    CommandLine added =
        CommandLine.run(
            "silences",
            "add",
            "--owner",
            "An",
            "--reason",
            "moves",
            "--until",
            "2099-10-05T17:00",
            "--unit",
            "14758",
            "--kafka",
            kafka.servers(),
            "--kafka-properties",
            client);
    assertThat(added.exitCode()).as(added.err()).isEqualTo(ExitCode.OK);
    CommandLine listed =
        CommandLine.run(
            "silences", "list", "--kafka", kafka.servers(), "--kafka-properties", client);
    assertThat(listed.out()).isEqualTo(added.out());
  }

  @Test
  void theAdministratorMendsTopics() throws Exception {
    Path client = file("admin");
    CommandLine mended =
        CommandLine.run(
            "topics",
            "apply",
            "--partitions",
            1,
            "--kafka",
            kafka.servers(),
            "--kafka-properties",
            client);
    assertThat(mended.exitCode()).as(mended.out() + mended.err()).isEqualTo(ExitCode.OK);
    CommandLine looked =
        CommandLine.run(
            "topics",
            "check",
            "--partitions",
            1,
            "--kafka",
            kafka.servers(),
            "--kafka-properties",
            file("board"));
    assertThat(looked.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(looked.err())
        .contains("does not let the account", "./cds topics acls --account admin");
  }

  // --- Trying ---

  private interface Attempt {
    void run() throws Exception;
  }

  /** Whether Kafka refuses for want of a right; fails when it refuses for another reason. */
  private static boolean isRefused(Attempt attempt) {
    try {
      attempt.run();
      return false;
    } catch (Exception e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      assertThat(cause).isInstanceOf(AuthorizationException.class);
      return true;
    }
  }

  private static Set<String> mayWrite(String account, Set<String> topics) throws IOException {
    Map<String, Object> settings = client(account);
    // An account that may write nothing is not given a producer's id; it is asked about each topic.
    settings.put("enable.idempotence", false);
    Set<String> may = new TreeSet<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String topic : topics) {
        if (!isRefused(() -> producer.send(new ProducerRecord<>(topic, NOTHING, NOTHING)).get())) {
          may.add(topic);
        }
      }
    }
    return may;
  }

  private static Set<String> mayRead(String account, Set<String> topics) throws IOException {
    Set<String> may = new TreeSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(client(account))) {
      for (String topic : topics) {
        List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
        if (!isRefused(
            () -> {
              consumer.assign(partition);
              consumer.seekToBeginning(partition);
              long deadline = System.nanoTime() + PATIENCE.toNanos();
              while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                assertThat(System.nanoTime()).as("a record of " + topic).isLessThan(deadline);
              }
            })) {
          may.add(topic);
        }
      }
    }
    return may;
  }

  /** Says in place of a group how far it is. */
  private static void commit(String account, String group) throws IOException {
    Map<String, Object> settings = client(account);
    settings.put("group.id", group);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
      consumer.commitSync(Map.of(new TopicPartition("cds.payments", 0), new OffsetAndMetadata(1)));
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    settings.put("enable.auto.commit", false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Account account(String name) {
    return KafkaAccess.accounts("cds").stream()
        .filter(account -> account.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static Map<String, Object> client(String account) throws IOException {
    Map<String, Object> client = new TreeMap<>(settings(account));
    client.put("bootstrap.servers", kafka.servers());
    return client;
  }

  private static Map<String, String> settings(String account) throws IOException {
    return SecuredKafka.settings(file(account));
  }

  private static Path file(String account) throws IOException {
    return kafka.client("cds-" + account, PASSWORD);
  }
}
