package vn.cds.standalone.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.FileStamp;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;
import vn.cds.importer.source.ReadSources;
import vn.cds.importer.state.DatedFile;
import vn.cds.importer.state.ExportStates;
import vn.cds.importer.state.KnownStates;
import vn.cds.importer.state.StateChange;
import vn.cds.importer.state.StateCounts;
import vn.cds.importer.state.StateSink;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.TestKafka;

/** Imports with a real Kafka between them, and nothing else. */
class StateTopicTest {
  private static final EventStream KIND = EventStream.SERVICE_REQUESTS;
  private static final String EVENTS = "cds.import.service-requests";
  private static final String TRANSACTIONS = "cds-import/service-requests/";
  private static final Path CASE =
      Path.of(System.getProperty("cds.root"))
          .resolve("importer/src/test/resources/import/corrected-export");
  private static final Roster ROSTER = Roster.bundled();
  private static final FormerUnits FORMER = FormerUnits.of(ROSTER);
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final ExportDate OCTOBER = date("2026-10-31");
  private static final ExportDate NOVEMBER = date("2026-11-30");

  @TempDir Path dir;
  private final Mapping mapping = Mapping.read(CASE.resolve("mapping.properties"));
  private String servers;

  @BeforeEach
  void createTopics() {
    servers = TestKafka.emptied().bootstrapServers();
    Topics.create(servers, 2);
  }

  /** The import breaks off. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void anImportGoesOnFromWhatKafkaKnows() throws Exception {
    run(NOVEMBER, "november.csv");
    TreeSet<String> november = counted();
    assertThat(november).hasSize(4);
    StateCounts older = run(OCTOBER, "october.csv");
    assertThat(older).isEqualTo(new StateCounts(0, 0, 4, 0, 0, 0));
    assertThat(counted()).isEqualTo(november);

    createTopics();
    run(OCTOBER, "october.csv");
    assertThat(counted()).hasSize(5);
    assertThat(run(NOVEMBER, "november.csv").retractions()).isPositive();
    assertThat(counted()).isEqualTo(november);
    assertThat(run(NOVEMBER, "november.csv")).isEqualTo(new StateCounts(0, 0, 4, 0, 0, 0));
  }

  @Test
  void afterAKillTheSameCommandEndsInTheSame() throws Exception {
    killAfter(1);
  }

  @Tag("slow")
  @Test
  void afterAKillAtAnyChangeTheSameCommandEndsInTheSame() throws Exception {
    killAfter(0, 1, 2);
  }

  private void killAfter(int... changesSent) throws Exception {
    run(NOVEMBER, "november.csv");
    TreeSet<String> november = counted();
    for (int most : changesSent) {
      createTopics();
      run(OCTOBER, "october.csv");
      TreeSet<String> october = counted();
      int killedAfter = most;
      List<StateChange> changes = new ArrayList<>();
      read(known(""), NOVEMBER, CASE.resolve("november.csv")).finish(changes::add);
      sending("", changes.subList(0, most)).close(Duration.ZERO);
      run(NOVEMBER, "november.csv");
      assertThat(counted()).as("killed after %d changes", most).isEqualTo(november);

      createTopics();
      run(OCTOBER, "october.csv");
      assertThatThrownBy(() -> run(NOVEMBER, "november.csv", killedAfter))
          .isInstanceOf(Killed.class);
      assertThat(counted()).as("nothing of a transaction that ended").isEqualTo(october);
    }
  }

  @Test
  void theLaterOfTwoImportsStopsTheEarlierOne() throws Exception {
    try (StateWriter earlier = open("")) {
      try (StateWriter later = open("")) {
        assertThatThrownBy(
                () -> {
                  read(known(""), OCTOBER, CASE.resolve("october.csv")).finish(earlier);
                  earlier.commit();
                })
            .isInstanceOf(UserError.class)
            .hasMessageContaining("another import of the same kind and source has begun");
        read(known(""), NOVEMBER, CASE.resolve("november.csv")).finish(later);
        later.commit();
      }
    }
    assertThat(counted()).hasSize(4);
  }

  /** Behind an open transaction of another source nothing can be read, and must not be missed. */
  @Test
  void whatIsCommittedBehindTheOpenTransactionOfAnotherSourceIsKnown() throws Exception {
    Path many = dir.resolve("many.csv");
    StringBuilder rows = new StringBuilder("ma,nhan,hen,tra,kenh\n");
    for (int i = 0; i < 50; i++) {
      rows.append(i).append(",2026-10-01 08:00:00,,,online\n");
    }
    Files.writeString(many, rows);
    List<StateChange> changes = new ArrayList<>();
    read(known("other"), OCTOBER, many).finish(changes::add);
    try (KafkaProducer<byte[], byte[]> other = sending("other", changes)) {
      try (StateWriter own = open("")) {
        read(new KnownStates(KIND, ""), OCTOBER, many).finish(own);
        own.commit();
      }
      CompletableFuture<Integer> known =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return known("").size();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      other.commitTransaction();
      assertThat(known.get()).isEqualTo(50);
    }
  }

  /** Kafka gives up a transaction after two minutes; an import may take longer. */
  @Test
  void noTransactionIsOpenWhileAnImportLooksAtStates() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
        StateWriter writer = open("")) {
      assertThat(read(known(""), NOVEMBER, CASE.resolve("november.csv")).finish(writer).events())
          .isPositive();
      assertThat(
              admin
                  .describeTransactions(List.of(TRANSACTIONS))
                  .all()
                  .get()
                  .get(TRANSACTIONS)
                  .state())
          .isEqualTo(TransactionState.EMPTY);
      writer.commit();
    }
    assertThat(counted()).hasSize(4);
  }

  @Test
  void aStateMayBeAsLargeAsItsTopicAllows() {
    String key = "service-requests//entity/H56-1";
    try (StateWriter writer = open("")) {
      writer.change(new StateChange(key, new byte[2 << 20], List.of()));
      writer.commit();
    }
    try (StateWriter writer = open("")) {
      StateChange tooLarge = new StateChange(key, new byte[17 << 20], List.of());
      assertThatThrownBy(
              () -> {
                writer.change(tooLarge);
                writer.commit();
              })
          .isInstanceOf(UserError.class)
          .hasMessageContaining(key)
          .hasMessageContaining("max.message.bytes")
          .hasMessageNotContaining("goes on from");
    }
  }

  /** They were imported by an earlier version, or their states were deleted. */
  @Test
  void eventsWithoutStatesStopAnImport() throws Exception {
    StateTopic.checkEvents(KafkaConnection.of(servers), EVENTS, known(""));
    List<StateChange> changes = new ArrayList<>();
    read(known(""), OCTOBER, CASE.resolve("october.csv")).finish(changes::add);
    sending("", changes).close(Duration.ZERO);
    open("").close();
    // What an import that was killed had sent does not count.
    StateTopic.checkEvents(KafkaConnection.of(servers), EVENTS, known(""));
    run(OCTOBER, "october.csv");
    StateTopic.checkEvents(KafkaConnection.of(servers), EVENTS, known(""));
    StateTopic.checkEvents(KafkaConnection.of(servers), EVENTS, known("other"));
    assertThatThrownBy(
            () ->
                StateTopic.checkEvents(
                    KafkaConnection.of(servers), EVENTS, new KnownStates(KIND, "")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Import all exports into a new directory");
  }

  @Test
  void theStatesAreCompactedAndCarryTheAppendTime() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.IMPORT_STATES);
      var config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
      assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
      assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
    }
    KnownStates none = new KnownStates(KIND, "");
    new StateTopic(KafkaConnection.of(servers), "cds.no-such-topic").readInto(none);
    assertThat(none.size()).isZero();
  }

  @Test
  void aFileThatIsStillBeingWrittenIsNotSent() throws Exception {
    Path file = Files.copy(CASE.resolve("october.csv"), dir.resolve("october.csv"));
    FileInput input =
        new FileInput(
            mapping,
            List.of(new DatedFile(file, OCTOBER, FileStamp.of(file))),
            Clock.fixed(NOW, ZoneOffset.UTC));
    ExportStates states = new ExportStates(known(""), mapping.export(), false, new RejectList());
    RowSink writing =
        new RowSink() {
          @Override
          public void event(RowEvent event, String place) {
            try {
              Files.writeString(
                  file, "9,2026-10-01 08:00:00,,,online\n", StandardOpenOption.APPEND);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void reject(RowReject reject) {
            // Of no interest.
          }
        };
    ExportReader reader = new ExportReader(mapping, ROSTER, FORMER, NOW);
    assertThatThrownBy(() -> input.read(reader, states, writing, new ReadSources(mapping)))
        .isInstanceOf(UnusableInput.class)
        .hasMessageContaining("changed while it was read");
  }

  private StateCounts run(ExportDate date, String file) throws Exception {
    return run(date, file, Integer.MAX_VALUE);
  }

  /**
   * One command.
   *
   * @param most changes after which it breaks off
   */
  private StateCounts run(ExportDate date, String file, int most) throws Exception {
    try (StateWriter writer = open("")) {
      int[] changes = {0};
      StateSink sink =
          change -> {
            if (changes[0]++ == most) {
              throw new Killed();
            }
            writer.change(change);
          };
      StateCounts counts = read(known(""), date, CASE.resolve(file)).finish(sink);
      writer.commit();
      return counts;
    }
  }

  /** An import that has sent these changes, and whose transaction is open. */
  private KafkaProducer<byte[], byte[]> sending(String source, List<StateChange> changes) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "transactional.id", TRANSACTIONS + source),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (StateChange change : changes) {
      change
          .records()
          .forEach(
              record ->
                  producer.send(
                      new ProducerRecord<>(EVENTS, bytes(record.communeCode()), record.json())));
      producer.send(
          new ProducerRecord<>(Topics.IMPORT_STATES, bytes(change.key()), change.value()));
    }
    producer.flush();
    return producer;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private StateWriter open(String source) {
    return StateWriter.open(
        KafkaConnection.of(servers), EVENTS, Topics.IMPORT_STATES, KIND, source);
  }

  private KnownStates known(String source) throws InterruptedException {
    KnownStates known = new KnownStates(KIND, source);
    new StateTopic(KafkaConnection.of(servers), Topics.IMPORT_STATES).readInto(known);
    return known;
  }

  private ExportStates read(KnownStates known, ExportDate date, Path file) {
    ExportStates states = new ExportStates(known, mapping.export(), false, new RejectList());
    states.beginFile(date);
    new ExportReader(mapping, ROSTER, FORMER, NOW).read(file, states);
    return states;
  }

  /** The committed events that are not taken back, as texts without ids. */
  private TreeSet<String> counted() throws InterruptedException {
    StateTopic.awaitCommitted(KafkaConnection.of(servers), EVENTS);
    Map<UUID, Event> events = new HashMap<>();
    Set<UUID> retracted = new HashSet<>();
    EventDecoder<? extends Event> decoder = EventDecoder.of(KIND, ROSTER);
    try (KafkaConsumer<byte[], byte[]> consumer =
        Consumers.committed(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(new TopicPartition(EVENTS, 0), new TopicPartition(EVENTS, 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record -> {
                  Event event = decoder.decode(record.value(), NOW).event();
                  assertThat(record.key())
                      .isEqualTo(event.communeCode().getBytes(StandardCharsets.UTF_8));
                  assertThat(record.headers().lastHeader(StateWriter.SOURCE_HEADER)).isNotNull();
                  if (event.retracted()) {
                    retracted.add(event.eventId());
                  } else {
                    events.put(event.eventId(), event);
                  }
                });
      }
    }
    events.keySet().removeAll(retracted);
    TreeSet<String> texts = new TreeSet<>();
    events.values().forEach(e -> texts.add(e.toString().replaceFirst("eventId=[^,]*, ", "")));
    return texts;
  }

  private static ExportDate date(String text) {
    return ExportDate.parse(text).orElseThrow();
  }
}
