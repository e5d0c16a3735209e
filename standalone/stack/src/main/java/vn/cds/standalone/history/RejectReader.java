package vn.cds.standalone.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.cds.contract.time.VietnamTime;
import vn.cds.standalone.Consumers;
import vn.cds.standalone.KafkaConnection;

/** Leads what the jobs refused of an import back to the lines it comes from. */
final class RejectReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What names the matter, and when it began, in each stream. */
  private static final List<String> ENTITY =
      List.of("dossier_code", "document_number", "payment_id");

  private static final List<String> START = List.of("submitted_at", "sent_at", "started_at");

  /** Of an event whose row an earlier version did not keep. */
  private static final String UNKNOWN_SOURCE = "an earlier import";

  private final KafkaConnection kafka;
  private final String topic;
  private final SentRecords sent;

  /**
   * @param sent by the import; what others sent meanwhile is not read
   */
  RejectReader(KafkaConnection kafka, String topic, SentRecords sent) {
    this.kafka = kafka;
    this.topic = topic;
    this.sent = sent;
  }

  /**
   * Rejects, copies of the same event as one, in the order of the topic.
   *
   * @param ofRows events of rows of the import
   * @param ofEarlierRows all else that it sent
   */
  record Refused(List<Reject> ofRows, List<Reject> ofEarlierRows) {
    static final Refused NOTHING = new Refused(List.of(), List.of());
  }

  Refused read(Connection connection) throws SQLException {
    Map<TopicPartition, Map<Long, Letter>> letters = letters(connection);
    if (letters.isEmpty()) {
      return Refused.NOTHING;
    }
    Map<String, Reject> ofRows = new LinkedHashMap<>();
    Map<String, Reject> ofEarlierRows = new LinkedHashMap<>();
    forEachSource(
        letters,
        (letter, source) -> {
          Map<String, Reject> rejects = letter.isOfRow ? ofRows : ofEarlierRows;
          Reject known = rejects.get(letter.identity);
          if (known == null) {
            rejects.put(letter.identity, letter.reject(source));
          } else {
            known.sources().add(source);
          }
        });
    return new Refused(List.copyOf(ofRows.values()), List.copyOf(ofEarlierRows.values()));
  }

  /** A dead letter; copies have the same identity. */
  private record Letter(
      String identity, String code, String detail, JsonNode payload, boolean isOfRow) {
    Reject reject(String source) {
      List<String> sources = new ArrayList<>();
      sources.add(source);
      return new Reject(
          code,
          detail,
          entity(payload),
          payload.path("channel").asText(null),
          month(
              START.stream()
                  .filter(payload::has)
                  .findFirst()
                  .map(f -> payload.get(f).asText())
                  .orElse(null)),
          sources);
    }

    private static String entity(JsonNode payload) {
      return ENTITY.stream()
          .filter(payload::has)
          .findFirst()
          .map(field -> payload.get(field).asText())
          .orElse(null);
    }

    private static String month(String submittedAt) {
      if (submittedAt == null) {
        return null;
      }
      try {
        return YearMonth.from(VietnamTime.localDay(OffsetDateTime.parse(submittedAt).toInstant()))
            .toString();
      } catch (DateTimeParseException e) {
        return null;
      }
    }
  }

  private Map<TopicPartition, Map<Long, Letter>> letters(Connection connection)
      throws SQLException {
    Map<TopicPartition, Map<Long, Letter>> letters = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT partition, offset, code, detail, toString(event_id) AS id, payload"
                + " FROM dead_letter_current WHERE topic = ? UNION ALL"
                + " SELECT partition, offset, 'TOO_LATE', reason, toString(event_id), '{}'"
                + " FROM too_late_current WHERE topic = ?")) {
      query.setString(1, topic);
      query.setString(2, topic);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          TopicPartition partition = new TopicPartition(topic, row.getInt("partition"));
          long offset = row.getLong("offset");
          if (!sent.has(partition, offset)) {
            continue;
          }
          String id = row.getString("id");
          String code = row.getString("code");
          JsonNode payload = json(row.getString("payload"));
          // Rows that do not name a dossier are not copies of each other.
          boolean named = id != null && Letter.entity(payload) != null;
          String identity = named ? code + " " + id : partition + "@" + offset;
          letters
              .computeIfAbsent(partition, p -> new HashMap<>())
              .put(
                  offset,
                  new Letter(
                      identity,
                      code,
                      row.getString("detail"),
                      payload,
                      sent.isOfRow(partition, offset)));
        }
      }
    }
    return letters;
  }

  private static JsonNode json(String payload) {
    try {
      return JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a dead letter's payload is not JSON: " + payload, e);
    }
  }

  private interface SourceConsumer {
    void accept(Letter letter, String source);
  }

  private void forEachSource(
      Map<TopicPartition, Map<Long, Letter>> letters, SourceConsumer sources) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        Consumers.committed(
            kafka.settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(letters.keySet());
      Map<TopicPartition, Long> missing = new HashMap<>();
      letters.forEach(
          (partition, offsets) -> {
            consumer.seek(
                partition,
                offsets.keySet().stream().mapToLong(Long::longValue).min().orElseThrow());
            missing.put(partition, (long) offsets.size());
          });
      while (missing.values().stream().anyMatch(count -> count > 0)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          Letter letter = letters.get(partition).get(record.offset());
          if (letter != null) {
            Header source = record.headers().lastHeader(StateWriter.SOURCE_HEADER);
            sources.accept(
                letter,
                source == null
                    ? UNKNOWN_SOURCE
                    : new String(source.value(), StandardCharsets.UTF_8));
            missing.merge(partition, -1L, Long::sum);
          }
        }
      }
    }
  }
}
