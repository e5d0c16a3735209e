package vn.cds.alerts.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.input.RuleRecord;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertHeartbeat;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.roster.Province;

/**
 * Judges the provinces of its key groups. It goes by the roster, so a province that never sent
 * anything is judged, too. This is why it is an operator: a process function knows only keys for
 * which something was sent, and is not told of the checkpoint barrier. The provinces live on the
 * heap and are written to keyed state just before the barrier.
 *
 * <p>Judging begins when both inputs have been read up to the moment of the start; before that, a
 * commune would seem silent whose rows are only not yet read.
 */
final class JudgeOperator extends AbstractStreamOperator<AlertMessage>
    implements TwoInputStreamOperator<Observation, RuleRecord, AlertMessage> {
  private static final long serialVersionUID = 1L;

  static final OutputTag<AlertMessage> HEARTBEATS =
      new OutputTag<>("heartbeats", TypeInformation.of(AlertMessage.class));

  private final ProvinceState.Setting setting;
  private final JudgeClock clock;
  private final Duration judgeInterval;
  private final Duration heartbeatInterval;

  private transient ValueState<byte[]> states;
  private transient RulesInForce rules;
  private transient Map<String, ProvinceState> provinces;

  /** Ends of episodes found while the state was restored, when nothing could be emitted. */
  private transient List<AlertTransition> unsent;

  private transient boolean[] caughtUp;
  private transient long startedAt;
  private transient long nextHeartbeat;
  private transient Counter fired;
  private transient Counter resolved;

  JudgeOperator(
      ProvinceState.Setting setting,
      JudgeClock clock,
      Duration judgeInterval,
      Duration heartbeatInterval) {
    this.setting = setting;
    this.clock = clock;
    this.judgeInterval = judgeInterval;
    this.heartbeatInterval = heartbeatInterval;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    states =
        context
            .getKeyedStateStore()
            .getState(
                new ValueStateDescriptor<>("provinces", BytePrimitiveArraySerializer.INSTANCE));
    rules = new RulesInForce(context.getOperatorStateStore());
  }

  @Override
  public void open() throws Exception {
    super.open();
    unsent = new ArrayList<>();
    caughtUp = new boolean[2];
    startedAt = getProcessingTimeService().getCurrentProcessingTime();
    nextHeartbeat = Long.MIN_VALUE;
    fired = getMetricGroup().counter("fired");
    resolved = getMetricGroup().counter("resolved");
    provinces = restore();
    getMetricGroup()
        .gauge(
            "openEpisodes", () -> provinces.values().stream().mapToInt(ProvinceState::open).sum());
    if (rules.acceptRelease()) {
      provinces.values().forEach(state -> unsent.addAll(state.change(rules.rules(), now())));
    }
    scheduleJudging();
  }

  /** The provinces that belong to this subtask. */
  private Map<String, ProvinceState> restore() throws Exception {
    var task = getRuntimeContext().getTaskInfo();
    RuleSet inForce = rules.rules();
    Map<String, ProvinceState> mine = new LinkedHashMap<>();
    for (Province province : setting.roster().provinces()) {
      int subtask =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              province.code(),
              task.getMaxNumberOfParallelSubtasks(),
              task.getNumberOfParallelSubtasks());
      if (subtask == task.getIndexOfThisSubtask()) {
        mine.put(province.code(), restore(province, inForce));
      }
    }
    return mine;
  }

  private ProvinceState restore(Province province, RuleSet inForce) throws IOException {
    setCurrentKey(province.code());
    byte[] bytes = states.value();
    return bytes == null
        ? new ProvinceState(setting, province, inForce, now())
        : ProvinceState.read(setting, province, inForce, now(), bytes, unsent);
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  @Override
  public void processElement1(StreamRecord<Observation> element) {
    Observation learnt = element.getValue();
    ProvinceState province = provinces.get(learnt.province());
    if (province != null) {
      province.accept(learnt.arrivedBy(clock.millis()));
    }
  }

  @Override
  public void processElement2(StreamRecord<RuleRecord> element) throws Exception {
    if (rules.accept(element.getValue())) {
      for (ProvinceState province : provinces.values()) {
        emit(province.change(rules.rules(), now()));
      }
    }
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    super.processWatermark1(mark);
    caughtUp[0] |= mark.getTimestamp() >= startedAt;
  }

  @Override
  public void processWatermark2(Watermark mark) throws Exception {
    super.processWatermark2(mark);
    caughtUp[1] |= mark.getTimestamp() >= startedAt;
  }

  /** An idle input has been read to its end. */
  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int index) throws Exception {
    super.processWatermarkStatus(status, index);
    caughtUp[index] |= status.isIdle();
  }

  private void scheduleJudging() {
    var timers = getProcessingTimeService();
    timers.registerTimer(
        timers.getCurrentProcessingTime() + judgeInterval.toMillis(),
        time -> {
          if (caughtUp[0] && caughtUp[1]) {
            judge();
          }
          scheduleJudging();
        });
  }

  private void judge() {
    emitUnsent();
    Instant now = now();
    boolean heartbeat = now.toEpochMilli() >= nextHeartbeat;
    for (Map.Entry<String, ProvinceState> entry : provinces.entrySet()) {
      ProvinceState province = entry.getValue();
      emit(province.judge(now));
      if (heartbeat) {
        output.collect(
            HEARTBEATS,
            message(
                entry.getKey(), new AlertHeartbeat(entry.getKey(), now, province.open()).encode()));
      }
    }
    if (heartbeat) {
      nextHeartbeat = now.toEpochMilli() + heartbeatInterval.toMillis();
    }
  }

  private void emit(List<AlertTransition> transitions) {
    for (AlertTransition transition : transitions) {
      (transition.kind() == AlertTransition.Kind.FIRED ? fired : resolved).inc();
      output.collect(message(transition.identity(), transition.encode()));
    }
  }

  private void emitUnsent() {
    emit(unsent);
    unsent.clear();
  }

  private static StreamRecord<AlertMessage> message(String key, byte[] value) {
    return new StreamRecord<>(new AlertMessage(key.getBytes(StandardCharsets.UTF_8), value));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    emitUnsent(); // they are not part of the state that is written now
    for (Map.Entry<String, ProvinceState> entry : provinces.entrySet()) {
      setCurrentKey(entry.getKey());
      states.update(entry.getValue().write());
    }
  }
}
