package vn.cds.runtime.kafka;

import java.io.Serializable;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import vn.cds.runtime.options.JobOptions;

/** The way out into topics; at least once, since every message carries its own identity. */
public final class KafkaOutput {
  private KafkaOutput() {}

  /** Makes the bytes of a key or a value. */
  public interface Bytes<T> extends Serializable {
    byte[] of(T message);
  }

  /** Attaches the sink of one topic; name and uid are {@code send-<what>}. */
  public static <T> void attach(
      DataStream<T> messages,
      JobOptions options,
      String what,
      String topic,
      Bytes<T> key,
      Bytes<T> value) {
    KafkaSink<T> sink =
        KafkaSink.<T>builder()
            .setKafkaProducerConfig(KafkaInput.clientProperties(options))
            .setBootstrapServers(options.get(JobOptions.KAFKA_SERVERS))
            .setProperty("compression.type", "lz4")
            // Messages come all at once, when rows are emitted.
            .setProperty("linger.ms", "20")
            .setProperty("batch.size", "131072")
            .setRecordSerializer(new Messages<>(topic, key, value))
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .build();
    messages.sinkTo(sink).name("send-" + what).uid("send-" + what);
  }

  private record Messages<T>(String topic, Bytes<T> key, Bytes<T> value)
      implements KafkaRecordSerializationSchema<T> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        T message, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(topic, key.of(message), value.of(message));
    }
  }
}
