package vn.cds.alerts.input;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.file.InvalidDataFile;

/** Checks every rule file. One that breaks the format is listed and never takes effect. */
final class RuleRecordReader implements KafkaRecordDeserializationSchema<RuleRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<RuleRecord> out) {
    if (kafka.value() == null) {
      return; // has no effect: rules are removed by a file without them
    }
    String yaml = new String(kafka.value(), StandardCharsets.UTF_8);
    int version = 0;
    String fault = "";
    try {
      version = RuleSet.parse(RuleSet.FILE, yaml).version();
    } catch (InvalidDataFile e) {
      fault = String.join("\n", e.errors());
    }
    out.collect(
        new RuleRecord(
            version,
            yaml,
            header(kafka, AlertTopics.CHANGED_BY),
            header(kafka, AlertTopics.REASON),
            kafka.timestamp(),
            fault));
  }

  private static String header(ConsumerRecord<byte[], byte[]> kafka, String name) {
    Header header = kafka.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public TypeInformation<RuleRecord> getProducedType() {
    return TypeInformation.of(RuleRecord.class);
  }
}
