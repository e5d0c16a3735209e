package vn.cds.alerts.input;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import vn.cds.contract.roster.Roster;
import vn.cds.runtime.kafka.InputRecord;

/** What the job's readers make of messages. */
public final class Readings {
  private Readings() {}

  /** Of the metrics topic. */
  public static List<Observation> ofMetrics(List<byte[]> messages, long appendTime)
      throws Exception {
    return read(new ReadMetrics(new Units(Roster.bundled())), messages, appendTime);
  }

  /** Of the topics of dead letters and of records that came too late. */
  public static List<Observation> ofRefused(List<byte[]> messages, long appendTime)
      throws Exception {
    return read(new ReadRefused(new Units(Roster.bundled())), messages, appendTime);
  }

  private static List<Observation> read(ReadMessages reader, List<byte[]> messages, long appendTime)
      throws Exception {
    try (OneInputStreamOperatorTestHarness<InputRecord, Observation> harness =
        new OneInputStreamOperatorTestHarness<>(new StreamFlatMap<>(reader))) {
      harness.open();
      for (byte[] message : messages) {
        harness.processElement(
            new StreamRecord<>(new InputRecord("topic", 0, 0, appendTime, message, false)));
      }
      return new ArrayList<>(harness.extractOutputValues());
    }
  }
}
