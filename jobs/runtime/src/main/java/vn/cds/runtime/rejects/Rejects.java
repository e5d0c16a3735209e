package vn.cds.runtime.rejects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.streaming.api.datastream.DataStream;
import vn.cds.runtime.clickhouse.ClickHouseSink;
import vn.cds.runtime.kafka.KafkaOutput;
import vn.cds.runtime.options.JobOptions;

/** Whatever is not counted: listed in a topic and in a table, each record once per position. */
public final class Rejects {
  private static final JsonFactory JSON = new JsonFactory();

  private Rejects() {}

  /** Attaches both destinations of dead letters. */
  public static void attachDeadLetters(DataStream<DeadLetter> letters, JobOptions options) {
    ClickHouseSink.attach(letters, options, DeadLetter.TABLE, DeadLetter::row);
    KafkaOutput.attach(
        letters,
        options,
        "dead-letters",
        options.get(JobOptions.DEAD_LETTERS_TOPIC),
        letter -> position(letter.topic(), letter.partition(), letter.offset()),
        Rejects::json);
  }

  /** Attaches both destinations of records that came too late. */
  public static void attachTooLate(DataStream<TooLate> records, JobOptions options) {
    ClickHouseSink.attach(records, options, TooLate.TABLE, TooLate::row);
    KafkaOutput.attach(
        records,
        options,
        "too-late",
        options.get(JobOptions.TOO_LATE_TOPIC),
        late -> position(late.topic(), late.partition(), late.offset()),
        Rejects::json);
  }

  private static byte[] position(String topic, int partition, long offset) {
    return (topic + '/' + partition + '/' + offset).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(DeadLetter letter) {
    return write(
        json -> {
          writePosition(
              json,
              letter.topic(),
              letter.partition(),
              letter.offset(),
              letter.appendTime(),
              letter.job());
          json.writeStringField("job_version", letter.jobVersion());
          json.writeStringField("code", letter.code());
          json.writeStringField("detail", letter.detail());
          json.writeStringField("commune_code", letter.communeCode());
          json.writeStringField("event_id", letter.eventId());
          json.writeStringField("payload", letter.payload());
          json.writeNumberField("size", letter.size());
        });
  }

  private static byte[] json(TooLate late) {
    return write(
        json -> {
          writePosition(
              json, late.topic(), late.partition(), late.offset(), late.appendTime(), late.job());
          json.writeStringField("commune_code", late.communeCode());
          json.writeStringField("event_id", late.eventId());
          json.writeStringField("occurred_at", Instant.ofEpochMilli(late.occurredAt()).toString());
          json.writeStringField("started_at", Instant.ofEpochMilli(late.startedAt()).toString());
          json.writeStringField("reason", late.reason());
        });
  }

  private static void writePosition(
      JsonGenerator json, String topic, int partition, long offset, long appendTime, String job)
      throws IOException {
    json.writeStringField("topic", topic);
    json.writeNumberField("partition", partition);
    json.writeNumberField("offset", offset);
    json.writeStringField("append_time", Instant.ofEpochMilli(appendTime).toString());
    json.writeStringField("job", job);
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing JSON to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
