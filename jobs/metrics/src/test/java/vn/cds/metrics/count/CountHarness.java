package vn.cds.metrics.count;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.types.Row;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.runtime.clickhouse.RowTimes;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.clickhouse.TimedRow;
import vn.cds.runtime.rejects.DeadLetter;

/** Runs the counting operator alone, and keeps of each key the row that ClickHouse would show. */
final class CountHarness implements AutoCloseable {
  static final Lateness DEFAULT_LATENESS = lateness(Lateness.NEVER);

  private final Outputs outputs;
  private final Map<String, Row> shown;
  private final KeyedOneInputStreamOperatorTestHarness<String, PackedChange, DeadLetter> harness;

  private CountHarness(
      StreamRules rules, Lateness lateness, int emitChanges, Map<String, Row> shown)
      throws Exception {
    this.shown = shown;
    outputs = Outputs.of(rules, true);
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new CountOperator(
                rules,
                lateness,
                outputs,
                new CountSettings("test", "test", "topic", "import-topic", 0, 1000, emitChanges)),
            PackedChange::communeCode,
            Types.STRING);
    harness.setup(
        TypeInformation.of(DeadLetter.class).createSerializer(new SerializerConfigImpl()));
  }

  static CountHarness open(StreamRules rules, int emitChanges) throws Exception {
    return open(rules, DEFAULT_LATENESS, emitChanges);
  }

  static CountHarness open(StreamRules rules, Lateness lateness, int emitChanges) throws Exception {
    CountHarness harness = new CountHarness(rules, lateness, emitChanges, new HashMap<>());
    harness.harness.open();
    return harness;
  }

  /** The default, with history open until then. */
  static Lateness lateness(long historyUntil) {
    return new Lateness(
        true,
        3 * Lateness.HOUR,
        72 * Lateness.HOUR,
        960 * Lateness.HOUR,
        9600 * Lateness.HOUR,
        historyUntil,
        24 * Lateness.HOUR);
  }

  /**
   * A new run that goes on from a snapshot of this one, with the rows that this one has written.
   */
  CountHarness restart(StreamRules rules, OperatorSubtaskState snapshot, int emitChanges)
      throws Exception {
    return restart(rules, snapshot, DEFAULT_LATENESS, emitChanges);
  }

  CountHarness restart(
      StreamRules rules, OperatorSubtaskState snapshot, Lateness lateness, int emitChanges)
      throws Exception {
    collect();
    harness.close();
    CountHarness next = new CountHarness(rules, lateness, emitChanges, shown);
    next.harness.initializeState(snapshot);
    next.harness.open();
    return next;
  }

  void process(Change change) throws Exception {
    harness.processElement(new StreamRecord<>(PackedChange.of(change), change.appendTime()));
  }

  void watermark(long millis) throws Exception {
    harness.processWatermark(new Watermark(millis));
  }

  /** Lets the machine's clock go on, in milliseconds; it begins at 0. */
  void clock(long millis) throws Exception {
    harness.setProcessingTime(millis);
  }

  /** The tables whose rows have left and were not collected. */
  Set<String> emitted() {
    return outputs.all().stream()
        .filter(output -> harness.getSideOutput(output.tag()) != null)
        .filter(output -> !harness.getSideOutput(output.tag()).isEmpty())
        .map(output -> output.table().name())
        .collect(Collectors.toSet());
  }

  /** The times of the rows of a table that have left and were not collected; they are now. */
  List<RowTimes> times(Outputs.Output of) {
    List<RowTimes> times = new ArrayList<>();
    var emitted = harness.getSideOutput(of.tag());
    if (emitted != null) {
      for (StreamRecord<TimedRow> record; (record = emitted.poll()) != null; ) {
        times.add(record.getValue().times());
      }
    }
    return times;
  }

  Outputs outputs() {
    return outputs;
  }

  OperatorSubtaskState snapshot(long id) throws Exception {
    harness.prepareSnapshotPreBarrier(id);
    return harness.snapshot(id, id);
  }

  int stateEntries() {
    return harness.numKeyedStateEntries();
  }

  int timers() {
    return harness.numEventTimeTimers();
  }

  List<DeadLetter> conflicts() {
    return harness.extractOutputValues();
  }

  /**
   * Table and key to the row with the highest version, the last of equals; as ReplacingMergeTree
   * does.
   */
  Map<String, Row> shown() throws Exception {
    harness.prepareSnapshotPreBarrier(Long.MAX_VALUE);
    collect();
    return new TreeMap<>(shown);
  }

  /** What was emitted becomes what is shown. */
  void collect() {
    for (Outputs.Output output : outputs.all()) {
      var emitted = harness.getSideOutput(output.tag());
      if (emitted != null) {
        for (StreamRecord<TimedRow> record; (record = emitted.poll()) != null; ) {
          show(output.table(), record.getValue().values());
        }
      }
    }
  }

  private void show(Table table, Row row) {
    int version = table.columns().indexOf("version");
    StringBuilder key = new StringBuilder(table.name());
    for (int i = 0; i < version; i++) {
      key.append('/').append(row.getField(i));
    }
    shown.merge(
        key.toString(),
        row,
        (old, fresh) ->
            (long) old.getField(version) > (long) fresh.getField(version) ? old : fresh);
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
