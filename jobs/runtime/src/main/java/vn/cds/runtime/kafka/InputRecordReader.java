package vn.cds.runtime.kafka;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hands records on as they are: what cannot be decoded must become a dead letter, not an exception
 * in the source.
 */
final class InputRecordReader implements KafkaRecordDeserializationSchema<InputRecord> {
  private static final long serialVersionUID = 1L;

  private final String liveTopic;

  /**
   * @param liveTopic the others hold imports
   */
  InputRecordReader(String liveTopic) {
    this.liveTopic = liveTopic;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<InputRecord> out)
      throws IOException {
    out.collect(
        new InputRecord(
            kafka.topic(),
            kafka.partition(),
            kafka.offset(),
            kafka.timestamp(),
            kafka.value(),
            !kafka.topic().equals(liveTopic)));
  }

  @Override
  public TypeInformation<InputRecord> getProducedType() {
    return TypeInformation.of(InputRecord.class);
  }
}
