package vn.cds.alerts.input;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.InvalidAlertMessage;

/** Passes silences on. A record that is none is skipped: it must not stop the job. */
final class SilenceRecordReader implements KafkaRecordDeserializationSchema<SilenceRecord> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SilenceRecordReader.class);

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<SilenceRecord> out) {
    if (kafka.value() == null) {
      return; // has no effect: a silence is ended by a record that says who did it
    }
    try {
      AlertSilence.decode(kafka.value());
    } catch (InvalidAlertMessage e) {
      LOG.warn(
          "Passed over {}/{}/{}, which is no silence: {}",
          kafka.topic(),
          kafka.partition(),
          kafka.offset(),
          e.getMessage());
      return;
    }
    out.collect(new SilenceRecord(kafka.value(), kafka.timestamp()));
  }

  @Override
  public TypeInformation<SilenceRecord> getProducedType() {
    return TypeInformation.of(SilenceRecord.class);
  }
}
