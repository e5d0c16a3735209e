package vn.cds.alerts.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.input.RuleRecord;
import vn.cds.contract.alerts.AlertHeartbeat;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.WorkingCalendar;

/** Runs the judging operator alone, by a clock that the test sets. */
final class JudgeHarness implements AutoCloseable {
  static final String PROVINCE = "90";
  static final Duration JUDGE_INTERVAL = Duration.ofSeconds(1);
  private static final int MAXIMUM_PARALLELISM = 720;
  private static final AtomicLong CLOCK = new AtomicLong();

  private final KeyedTwoInputStreamOperatorTestHarness<
          String, Observation, RuleRecord, AlertMessage>
      harness;
  private final List<AlertTransition> told = new ArrayList<>();
  private long version;
  private long timer;

  private JudgeHarness(Roster roster, int subtasks, int subtask) throws Exception {
    JudgeOperator operator =
        new JudgeOperator(
            new ProvinceState.Setting(roster, WorkingCalendar.bundled(), Duration.ofDays(400)),
            CLOCK::get,
            JUDGE_INTERVAL,
            Duration.ofSeconds(15));
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            operator,
            Observation::province,
            rules -> PROVINCE,
            Types.STRING,
            MAXIMUM_PARALLELISM,
            subtasks,
            subtask);
    harness.setup(
        TypeInformation.of(AlertMessage.class).createSerializer(new SerializerConfigImpl()));
  }

  /** Begins without state. */
  static JudgeHarness open(Roster roster, Instant now) throws Exception {
    return restore(roster, now, null);
  }

  /** Goes on from a snapshot, of this harness or another one. */
  static JudgeHarness restore(Roster roster, Instant now, OperatorSubtaskState snapshot)
      throws Exception {
    CLOCK.set(now.toEpochMilli());
    JudgeHarness harness = new JudgeHarness(roster, 1, 0);
    if (snapshot != null) {
      harness.harness.initializeState(snapshot);
    }
    harness.harness.open();
    return harness;
  }

  /** Goes on as one of two subtasks from a snapshot of the only one. */
  static JudgeHarness rescale(
      Roster roster, Instant now, OperatorSubtaskState snapshot, int subtask) throws Exception {
    CLOCK.set(now.toEpochMilli());
    JudgeHarness harness = new JudgeHarness(roster, 2, subtask);
    harness.harness.initializeState(
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            snapshot, MAXIMUM_PARALLELISM, 1, 2, subtask));
    harness.harness.open();
    return harness;
  }

  /** A roster of one province with the communes 00001, 00002 and so on. */
  static Roster roster(Path directory, int communes) throws IOException {
    StringBuilder units =
        new StringBuilder(
            "code,name,kind,province_code,valid_from,valid_to,predecessors,latitude,longitude,area_km2,former_district\n");
    for (int i = 1; i <= communes; i++) {
      units.append("%s,Xã %d,xa,90,2020-01-01,,,,,,\n".formatted(code(i), i));
    }
    return Roster.read(
        Files.writeString(directory.resolve("units-" + communes + ".csv"), units),
        Files.writeString(
            directory.resolve("provinces.csv"), "code,name,english_name\n90,Tỉnh A,A\n"));
  }

  static String code(int commune) {
    return "%05d".formatted(commune);
  }

  /** Tells the operator that both inputs have been read. */
  void caughtUp() throws Exception {
    harness.processWatermarkStatus1(WatermarkStatus.IDLE);
    harness.processWatermarkStatus2(WatermarkStatus.IDLE);
  }

  void clock(Instant now) {
    CLOCK.set(now.toEpochMilli());
  }

  /** Sets the clock and lets the operator judge. */
  List<AlertTransition> judge(Instant now) throws Exception {
    CLOCK.set(now.toEpochMilli());
    timer += JUDGE_INTERVAL.toMillis();
    harness.setProcessingTime(timer);
    return collect();
  }

  /** Takes what was told since it was last asked. */
  List<AlertTransition> collect() {
    List<AlertTransition> latest = new ArrayList<>();
    for (Object record : harness.getOutput()) {
      if (record instanceof StreamRecord<?> element) {
        latest.add(AlertTransition.decode(((AlertMessage) element.getValue()).value()));
      }
    }
    harness.getOutput().clear();
    told.addAll(latest);
    return latest;
  }

  /** All that was told, as rule, unit and kind. */
  List<String> told() {
    return told.stream().map(JudgeHarness::words).toList();
  }

  static String words(AlertTransition transition) {
    return transition.rule()
        + " "
        + transition.unit()
        + " "
        + transition.kind()
        + (transition.ending() == null || transition.ending() == AlertTransition.Ending.CLEARED
            ? ""
            : " " + transition.ending());
  }

  List<AlertHeartbeat> heartbeats() {
    var beats = harness.getSideOutput(JudgeOperator.HEARTBEATS);
    return beats == null
        ? List.of()
        : beats.stream().map(beat -> AlertHeartbeat.decode(beat.getValue().value())).toList();
  }

  void hour(
      Observation.Kind kind, String commune, Instant hour, long counted, long part, long whole)
      throws Exception {
    observe(
        Observation.ofHour(
            kind,
            PROVINCE,
            commune,
            Math.floorDiv(hour.toEpochMilli(), Observation.HOUR_MILLIS),
            ++version,
            counted,
            part,
            whole,
            0,
            CLOCK.get()));
  }

  void dossier(String commune, String code, long dueAt) throws Exception {
    observe(
        Observation.ofDossier(
            PROVINCE,
            commune,
            Math.floorDiv(CLOCK.get(), 86_400_000L),
            ++version,
            code,
            dueAt,
            CLOCK.get()));
  }

  void observe(Observation observation) throws Exception {
    harness.processElement1(new StreamRecord<>(observation));
  }

  void rules(int fileVersion, String yaml) throws Exception {
    broadcast(new RuleRecord(fileVersion, yaml, "An", "test", CLOCK.get(), ""));
    collect();
  }

  void faultyRules(String fault) throws Exception {
    broadcast(new RuleRecord(0, "rules: none", "An", "test", CLOCK.get(), fault));
  }

  /** Broadcast records have no key; the harness would give them one. */
  private void broadcast(RuleRecord rules) throws Exception {
    ((JudgeOperator) harness.getOperator()).processElement2(new StreamRecord<>(rules));
  }

  OperatorSubtaskState snapshot(long id) throws Exception {
    harness.getOperator().prepareSnapshotPreBarrier(id);
    OperatorSubtaskState snapshot = harness.snapshot(id, timer);
    collect();
    return snapshot;
  }

  int stateEntries() {
    return harness.numKeyedStateEntries();
  }

  int keyedTimers() {
    return harness.numEventTimeTimers();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
