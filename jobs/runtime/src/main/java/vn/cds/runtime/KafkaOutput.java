package vn.cds.runtime;

import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The way out into topics; at least once, since every message carries its own identity. */
public final class KafkaOutput {
  private KafkaOutput() {}

  /** Attaches the sink of one topic; name and uid are {@code send-<what>}. */
  public static <T> void attach(
      DataStream<T> messages,
      JobOptions options,
      String what,
      String topic,
      SerializationSchema<T> key,
      SerializationSchema<T> value) {
    KafkaSink<T> sink =
        KafkaSink.<T>builder()
            .setKafkaProducerConfig(KafkaInput.clientProperties(options))
            .setBootstrapServers(options.get(JobOptions.KAFKA_SERVERS))
            .setProperty("compression.type", "lz4")
            .setRecordSerializer(
                KafkaRecordSerializationSchema.<T>builder()
                    .setTopic(topic)
                    .setKeySerializationSchema(key)
                    .setValueSerializationSchema(value)
                    .build())
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .build();
    messages.sinkTo(sink).name("send-" + what).uid("send-" + what);
  }
}
