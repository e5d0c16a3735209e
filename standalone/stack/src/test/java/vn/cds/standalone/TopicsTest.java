package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.kafka.KafkaAccess;
import vn.cds.contract.kafka.Topic;
import vn.cds.contract.kafka.TopicPlan;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestKafka;

/** An operator compares a Kafka with the plan of its topics, and mends it. */
class TopicsTest {
  @TempDir private Path dir;
  private EmbeddedKafka kafka;
  private Admin admin;

  @BeforeEach
  void connect() {
    kafka = TestKafka.emptied();
    admin = KafkaConnection.of(kafka.bootstrapServers()).admin();
  }

  @AfterEach
  void disconnect() {
    admin.close();
  }

  @Test
  void whatIsMissingIsListedAndMade() throws Exception {
    CommandLine before = topics("check");
    assertThat(before.exitCode()).isEqualTo(ExitCode.FAILED);
    int planned = TopicPlan.bundled().topics().size();
    assertThat(before.out())
        .contains("cds.payments: is missing; ./cds topics apply mends it")
        .endsWith(planned + " differences\n");

    CommandLine applied = topics("apply", "--partitions", 2);
    assertThat(applied.exitCode()).as(applied.out() + applied.err()).isEqualTo(ExitCode.OK);
    assertThat(applied.out())
        .contains("cds.payments: created\n")
        .endsWith("all " + planned + " topics are as they shall be\n");
    assertThat(topics("check", "--partitions", 2).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(topics("apply", "--partitions", 2).out()).doesNotContain("created", "done");
    for (Topic topic : TopicPlan.bundled().topics()) {
      topic
          .config()
          .forEach((key, value) -> assertThat(setting(topic.name(), key)).isEqualTo(value));
    }
    assertThat(partitions("cds.alerts")).isEqualTo(2);
  }

  /** The stack on one machine makes them as the command does. */
  @Test
  void thoseOfTheEmbeddedStackAreAsTheyShallBe() {
    Topics.create(kafka.bootstrapServers());
    CommandLine check = topics("check");
    assertThat(check.exitCode()).as(check.out() + check.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void everyDifferenceIsToldAtOnceAndWhatLosesNothingIsMended() throws Exception {
    topics("apply");
    alter("cds.metrics", "retention.ms", "3600000");
    alter("cds.sources", "segment.bytes", "1073741824");
    alter("cds.alerts", "cleanup.policy", "delete");
    alter("cds.import-states", "cleanup.policy", "delete");
    alter("cds.payments", "message.timestamp.type", "CreateTime");
    alter("cds.documents", "max.message.bytes", "1000");
    alter("cds.too-late", "retention.ms", "60000");
    write("cds.alerts", "cds.metrics", "cds.too-late");

    CommandLine check = topics("check");
    assertThat(check.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(check.out())
        .contains(
            "cds.metrics: retention.ms is 3600000 and shall be 604800000; ./cds topics apply mends it",
            "cds.sources: segment.bytes is 1073741824 and shall be 4194304; ./cds topics apply mends it",
            "cds.import-states: cleanup.policy is delete and shall be compact; ./cds topics apply",
            "cds.payments: message.timestamp.type is CreateTime and shall be LogAppendTime; ./cds",
            "cds.documents: max.message.bytes is 1000 and shall be 1048588; ./cds topics apply",
            "cds.too-late: retention.ms is 60000 and shall be -1; ./cds topics apply mends it",
            "cds.alerts: cleanup.policy is delete and shall be compact; Kafka then deletes records"
                + " that it holds now. If you want that: --delete-old cds.alerts",
            "7 differences");

    CommandLine onlyMissing = topics("apply", "--only-missing");
    assertThat(onlyMissing.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(onlyMissing.out()).isEqualTo(check.out());

    CommandLine applied = topics("apply");
    assertThat(applied.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(applied.out())
        .contains("cds.metrics: retention.ms is 3600000 and shall be 604800000: done")
        .contains("1 differences");
    assertThat(setting("cds.payments", "message.timestamp.type")).isEqualTo("LogAppendTime");
    assertThat(setting("cds.alerts", "cleanup.policy")).isEqualTo("delete");

    CommandLine allowed = topics("apply", "--delete-old", "cds.alerts");
    assertThat(allowed.exitCode()).as(allowed.out() + allowed.err()).isEqualTo(ExitCode.OK);
    assertThat(setting("cds.alerts", "cleanup.policy")).isEqualTo("compact");
  }

  @Test
  void recordsThatHaveTheTimeOfTheirSendersAreNotMadeToLookOtherwise() throws Exception {
    topics("apply");
    alter("cds.payments", "message.timestamp.type", "CreateTime");
    write("cds.payments");
    CommandLine applied = topics("apply", "--delete-old", "cds.payments");
    assertThat(applied.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(applied.out()).contains("keep the time of their senders", "delete the topic");
    assertThat(setting("cds.payments", "message.timestamp.type")).isEqualTo("CreateTime");
  }

  @Test
  void partitionsAreAddedToTopicsWithRecordsOnlyIfToldAndNeverToCompactedOnes() throws Exception {
    topics("apply", "--partitions", 2);
    write("cds.payments", "cds.alerts");
    CommandLine refused = topics("apply", "--partitions", 3, "--add-partitions", "cds.alerts");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.out())
        .contains("cds.documents: has 2 partitions and shall have 3: done")
        .contains(
            "cds.payments: has 2 partitions and shall have 3; communes move to other partitions",
            "--add-partitions cds.payments")
        .contains("cds.alerts: has 2 partitions and shall have 3; a key that moves");
    assertThat(partitions("cds.payments")).isEqualTo(2);
    assertThat(partitions("cds.alerts")).isEqualTo(2);

    CommandLine told =
        topics(
            "apply",
            "--file",
            file("cds.alerts", "partitions: 2"),
            "--partitions",
            3,
            "--add-partitions",
            "cds.payments");
    // More than planned is as good: nothing is ever taken away.
    assertThat(told.exitCode()).as(told.out() + told.err()).isEqualTo(ExitCode.OK);
    assertThat(partitions("cds.payments")).isEqualTo(3);
    assertThat(
            topics("check", "--file", file("cds.alerts", "partitions: 1"), "--partitions", 1)
                .exitCode())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void anOperatorsOwnRetentionDeletesOnlyIfTold() throws Exception {
    topics("apply");
    write("cds.metrics");
    Path ours = file("cds.metrics", "config: {retention.ms: 86400000}");
    CommandLine refused = topics("apply", "--file", ours);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.out())
        .contains(
            "cds.metrics: retention.ms is 604800000 and shall be 86400000; Kafka then deletes",
            "say retention.ms: 604800000 in your --file");
    CommandLine told = topics("apply", "--file", ours, "--delete-old", "cds.metrics");
    assertThat(told.exitCode()).as(told.out() + told.err()).isEqualTo(ExitCode.OK);
    assertThat(setting("cds.metrics", "retention.ms")).isEqualTo("86400000");
  }

  @Test
  void eachMistakeIsToldWithWhatToDo() throws Exception {
    assertFails(topics("check", "--partitions", 0), ExitCode.USAGE, "--partitions is from 1");
    assertFails(
        topics("apply", "--delete-old", "cds.alert"), ExitCode.USAGE, "is no topic of the project");
    assertFails(
        topics("check", "--file", file("cds.alert", "partitions: 2")),
        ExitCode.USAGE,
        "the nearest is cds.alerts");
    assertFails(
        topics("apply", "--replication-factor", 3),
        ExitCode.ENVIRONMENT,
        "Kafka at " + kafka.bootstrapServers() + " refuses: ");
    assertFails(
        CommandLine.run("topics", "check", "--kafka", "127.0.0.1:1"),
        ExitCode.ENVIRONMENT,
        "127.0.0.1:1");
    admin.createTopics(List.of(new NewTopic("cds.payments", 4, (short) 1))).all().get();
    assertThat(topics("check", "--replication-factor", 3).out())
        .contains(
            "cds.payments: has 1 replicas and shall have 3; add some with kafka-reassign-partitions.sh",
            "cds.payments: min.insync.replicas is 1 and shall be 2");
  }

  @Test
  void theManualNamesEveryTopicAndEveryAccount() throws Exception {
    String manual = Files.readString(Path.of(System.getProperty("cds.root"), "docs/kafka.md"));
    assertThat(TopicPlan.bundled().topics())
        .allSatisfy(topic -> assertThat(manual).contains("`" + topic.name() + "`"));
    assertThat(KafkaAccess.accounts("cds"))
        .allSatisfy(account -> assertThat(manual).contains("`" + account.name() + "`"));
  }

  @Test
  void theRightsOfEachProgramArePrintedAsCalls() {
    CommandLine all = CommandLine.run("topics", "acls");
    assertThat(all.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(all.out())
        .contains(
            "# gateway: The gateway\n"
                + "kafka-acls.sh --bootstrap-server HOST:PORT --command-config admin.properties --add"
                + " --allow-principal User:cds-gateway --operation Write --topic cds.documents"
                + " --topic cds.payments --topic cds.service-requests --topic cds.sources\n",
            "--operation Write --transactional-id cds-import/ --resource-pattern-type prefixed",
            "--group cds-alerts");
    CommandLine one =
        CommandLine.run(
            "topics",
            "acls",
            "--kafka",
            "kafka:9093",
            "--account",
            "documents",
            "--kafka-group",
            "ours",
            "--principal",
            "documents=User:CN=jobs,O=Sở KHCN");
    assertThat(one.out())
        .contains("--bootstrap-server kafka:9093 ", "'User:CN=jobs,O=Sở KHCN'", "ours-documents")
        .doesNotContain("cds.payments");
    assertFails(
        CommandLine.run("topics", "acls", "--account", "jobs"),
        ExitCode.USAGE,
        "there is no account jobs; there is documents, payments");
    CommandLine open =
        CommandLine.run("topics", "acls", "--apply", "--kafka", kafka.bootstrapServers());
    assertFails(open, ExitCode.ENVIRONMENT, "It needs an authorizer");
  }

  private CommandLine topics(Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "topics";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--kafka";
    all[arguments.length + 2] = kafka.bootstrapServers();
    return CommandLine.run(all);
  }

  private static void assertFails(CommandLine command, int exitCode, String words) {
    assertThat(command.exitCode()).as(command.err()).isEqualTo(exitCode);
    assertThat(command.err()).startsWith("Error: ").contains(words);
  }

  private Path file(String topic, String what) throws IOException {
    return Files.writeString(
        dir.resolve(topic + ".yaml"),
        """
        format: 1
        topics:
          - name: %s
            %s
        """
            .formatted(topic, what));
  }

  private void write(String... topics) {
    try (TopicWriter writer = TopicWriter.open(kafka.bootstrapServers(), List.of(topics))) {
      for (String topic : topics) {
        byte[] text = "14797".getBytes(StandardCharsets.UTF_8);
        writer.send(topic, text, text);
      }
    }
  }

  private void alter(String topic, String key, String value) throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> change =
        Map.of(
            new ConfigResource(ConfigResource.Type.TOPIC, topic),
            List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
    admin.incrementalAlterConfigs(change).all().get();
  }

  private String setting(String topic, String key) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(key).value();
    } catch (Exception e) {
      throw new AssertionError("Kafka does not say " + key + " of " + topic, e);
    }
  }

  private int partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }
}
