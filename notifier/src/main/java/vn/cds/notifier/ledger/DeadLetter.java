package vn.cds.notifier.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that the notifier could not use: where it lies and why, not what it holds.
 *
 * @param reason without secrets and line breaks
 * @param size of its value in bytes
 */
public record DeadLetter(
    String topic, int partition, long offset, Instant appendTime, String reason, int size) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static DeadLetter of(ConsumerRecord<String, byte[]> message, String reason) {
    return new DeadLetter(
        message.topic(),
        message.partition(),
        message.offset(),
        Instant.ofEpochMilli(message.timestamp()),
        reason,
        message.value().length);
  }

  /** The same whenever the record is read again. */
  public String key() {
    return topic + '/' + partition + '/' + offset;
  }

  /** Compact JSON in UTF-8; docs/alerting.md describes it. */
  byte[] encode() {
    try {
      return JSON.writeValueAsBytes(
          JSON.createObjectNode()
              .put("schema_version", 1)
              .put("topic", topic)
              .put("partition", partition)
              .put("offset", offset)
              .put("append_time", LedgerEntry.Codec.time(appendTime))
              .put("reason", reason)
              .put("size", size));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree cannot fail to be written", e);
    }
  }
}
