package vn.cds.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.file.InvalidDataFile;

class TopicPlanTest {
  private static final TopicPlan PLAN = TopicPlan.bundled();

  @TempDir private Path dir;

  @Test
  void everyTopicOfTheContractIsPlannedAndCarriesTheAppendTime() {
    List<String> names = PLAN.topics().stream().map(Topic::name).toList();
    assertThat(names)
        .doesNotHaveDuplicates()
        .containsAll(Arrays.stream(EventStream.values()).map(EventStream::topic).toList())
        .contains(
            DeclaredFigure.TOPIC,
            AlertTopics.RULES,
            AlertTopics.SILENCES,
            AlertTopics.TRANSITIONS,
            AlertTopics.HEARTBEATS,
            AlertTopics.DELIVERIES,
            AlertTopics.DEAD_LETTERS);
    assertThat(PLAN.topics())
        .allSatisfy(
            topic -> {
              assertThat(topic.config())
                  .containsEntry(TopicPlan.TIMESTAMP_TYPE, TopicPlan.APPEND_TIME)
                  .containsKeys("cleanup.policy", "retention.ms");
              assertThat(topic.purpose()).isNotBlank();
              assertThat(topic.partitions()).isEqualTo(4);
            });
    assertThat(PLAN.topic(AlertTopics.RULES).isCompacted()).isTrue();
    assertThat(PLAN.topic(AlertTopics.DELIVERIES).isCompacted()).isTrue();
    assertThat(PLAN.topic(EventStream.PAYMENTS.topic()).isCompacted()).isFalse();
    assertThatThrownBy(() -> PLAN.topic("cds.paymets")).hasMessageContaining("has no topic");
  }

  @Test
  void oneReplicaMayBeAway() {
    assertThat(Stream.of(1, 2, 3, 5).map(PLAN::minInsyncReplicas)).containsExactly(1, 1, 2, 2);
  }

  @Test
  void anOperatorsFileLiesOnTop() throws IOException {
    TopicPlan plan =
        PLAN.with(
            file(
                """
                format: 1
                partitions: 12
                min_insync_replicas: 3
                topics:
                  - name: cds.payments
                    partitions: 24
                  - name: cds.metrics
                    config: {retention.ms: 86400000, compression.type: zstd}
                """));
    assertThat(plan.partitions()).isEqualTo(12);
    assertThat(plan.minInsyncReplicas(5)).isEqualTo(3);
    assertThat(plan.topic("cds.payments").partitions()).isEqualTo(24);
    assertThat(plan.topic("cds.metrics").partitions()).isEqualTo(12);
    assertThat(plan.topic("cds.metrics").config())
        .containsEntry("retention.ms", "86400000")
        .containsEntry("compression.type", "zstd")
        .containsEntry("cleanup.policy", "delete")
        .containsEntry(TopicPlan.TIMESTAMP_TYPE, TopicPlan.APPEND_TIME);
    assertThat(plan.topic("cds.metrics").purpose()).isEqualTo(PLAN.topic("cds.metrics").purpose());
    assertThat(plan.topics()).hasSameSizeAs(PLAN.topics());
    assertThat(plan.withPartitions(6).topic("cds.alerts").partitions()).isEqualTo(6);
    assertThat(plan.withPartitions(6).topic("cds.payments").partitions()).isEqualTo(24);
  }

  @Test
  void whatTheProgramsRelyOnIsNotAnOperatorsToChange() throws IOException {
    Path file =
        file(
            """
            format: 1
            partitions: many
            topics:
              - name: cds.paymets
                partitions: 24
              - name: cds.metrics
                config: {cleanup.policy: compact}
              - name: cds.alerts
                config: {message.timestamp.type: CreateTime}
              - name: cds.alerts
                partitions: 8
            """);
    assertThatThrownBy(() -> PLAN.with(file))
        .isInstanceOf(InvalidDataFile.class)
        .hasMessageContaining("ours.yaml:2: partitions is \"many\"; it must be a number from 1")
        .hasMessageContaining("cds.paymets is no topic of the project; the nearest is cds.payments")
        .hasMessageContaining("ours.yaml:7: cleanup.policy is not a known key")
        .hasMessageContaining("ours.yaml:9: message.timestamp.type is not a known key")
        .hasMessageContaining("ours.yaml:10: name cds.alerts stands twice");
  }

  /** Accounts of programs have rights on topics that are planned. */
  @Test
  void rightsAreOnTopicsOfThePlan() {
    List<KafkaAccess.Account> accounts = KafkaAccess.accounts("ours");
    assertThat(accounts).extracting(KafkaAccess.Account::name).doesNotHaveDuplicates();
    for (KafkaAccess.Account account : accounts) {
      assertThat(account.rights())
          .as(account.name())
          .isNotEmpty()
          .allSatisfy(
              right -> {
                assertThat(right.may()).isNotEmpty().doesNotContainNull();
                if (right.on() == KafkaAccess.Resource.TOPIC && !right.prefixed()) {
                  PLAN.topic(right.name());
                }
                if (right.on() == KafkaAccess.Resource.GROUP) {
                  assertThat(right.name()).matches("(ours|cds)-[a-z-]+");
                }
              });
    }
    assertThat(accounts.toString()).contains("ours-service-requests").doesNotContain("{group}");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("ours.yaml"), text);
  }
}
