package vn.cds.metrics.count;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.rejects.DeadLetter;

/** Attaches the shuffle by commune, and the operator behind it. */
public final class Counting {
  private Counting() {}

  /**
   * Attaches the counting operator.
   *
   * @param topics that are counted: the live one first, then that of imports if it is read
   * @return events that contradict an accepted one; the rows are its side outputs
   */
  public static SingleOutputStreamOperator<DeadLetter> attach(
      DataStream<PackedChange> changes,
      StreamRules rules,
      Outputs outputs,
      JobOptions options,
      String job,
      List<String> topics) {
    return changes
        .keyBy(PackedChange::communeCode, Types.STRING)
        .transform(
            "count-" + rules.stream().wireName(),
            TypeInformation.of(DeadLetter.class),
            new CountOperator(
                rules, Lateness.of(options), outputs, CountSettings.of(options, job, topics)))
        .uid("count-" + rules.stream().wireName());
  }
}
