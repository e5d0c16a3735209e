package vn.cds.standalone;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Makes every consumer of the commands: one reads what its source committed, and no more. */
public final class Consumers {
  private Consumers() {}

  /**
   * A consumer of committed records.
   *
   * @param settings of the client; an isolation level among them changes nothing
   */
  public static <K, V> KafkaConsumer<K, V> committed(
      Map<String, ?> settings, Deserializer<K> key, Deserializer<V> value) {
    return new KafkaConsumer<>(with(settings, "read_committed"), key, value);
  }

  /** A consumer that also sees transactions that are still open; only to look at their times. */
  static KafkaConsumer<byte[], byte[]> ofOpenTransactions(Map<String, ?> settings) {
    return new KafkaConsumer<>(
        with(settings, "read_uncommitted"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Map<String, Object> with(Map<String, ?> settings, String isolation) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    return all;
  }
}
