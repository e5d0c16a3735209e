package vn.cds.alerts.judge;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SideOutputDataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.input.RuleRecord;
import vn.cds.contract.roster.Roster;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.ReferenceData;

/** Attaches the shuffle by province, and the operator that judges. */
public final class Judging {
  private Judging() {}

  /**
   * Attaches the operator.
   *
   * @return transitions; their heartbeats are those of {@link #heartbeats}
   */
  public static SingleOutputStreamOperator<AlertMessage> attach(
      DataStream<Observation> observations,
      DataStream<RuleRecord> rules,
      JobOptions options,
      Roster roster,
      JudgeClock clock) {
    ProvinceState.Setting setting =
        new ProvinceState.Setting(
            roster, ReferenceData.calendar(options), options.get(JobOptions.COHORT_RETENTION));
    return observations
        .keyBy(Observation::province, Types.STRING)
        .connect(rules.broadcast())
        .transform(
            "judge",
            TypeInformation.of(AlertMessage.class),
            new JudgeOperator(
                setting,
                clock,
                options.get(JobOptions.JUDGE_INTERVAL),
                options.get(JobOptions.HEARTBEAT_INTERVAL)))
        .uid("judge");
  }

  /** The heartbeats of {@link #attach}. */
  public static SideOutputDataStream<AlertMessage> heartbeats(
      SingleOutputStreamOperator<AlertMessage> judged) {
    return judged.getSideOutput(JudgeOperator.HEARTBEATS);
  }
}
