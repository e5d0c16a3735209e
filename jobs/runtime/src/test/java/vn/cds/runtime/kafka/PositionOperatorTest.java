package vn.cds.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PositionOperatorTest {
  private static final String TOPIC = "cds.payments";
  private static final Map<TopicPartition, Long> STARTS =
      Map.of(new TopicPartition(TOPIC, 0), 10L, new TopicPartition(TOPIC, 1), 0L);
  private static final long GENERATION_2 = 2L << 56;

  private static OneInputStreamOperatorTestHarness<InputRecord, InputRecord> harness(
      int parallelism, int subtask) throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new PositionOperator("payments", 2, STARTS), 4, parallelism, subtask);
  }

  private static void read(
      OneInputStreamOperatorTestHarness<InputRecord, InputRecord> harness,
      int partition,
      long... offsets)
      throws Exception {
    for (long offset : offsets) {
      harness.processElement(
          new StreamRecord<>(new InputRecord(TOPIC, partition, offset, 0, null, false)));
    }
  }

  /** Partition, version without its generation, first, next, records. */
  private static List<String> rows(
      OneInputStreamOperatorTestHarness<InputRecord, InputRecord> harness) throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    List<String> rows = new ArrayList<>();
    var output = harness.getSideOutput(PositionOperator.POSITIONS);
    while (output != null && !output.isEmpty()) {
      var row = output.poll().getValue();
      assertThat((long) row.getField(2) & GENERATION_2).isEqualTo(GENERATION_2);
      rows.add(
          "%s: %d, %s to %s, %s"
              .formatted(
                  row.getField(1),
                  (long) row.getField(2) - GENERATION_2,
                  row.getField(4),
                  row.getField(5),
                  row.getField(6)));
    }
    return rows;
  }

  @Test
  void aRowLeavesBeforeACheckpointWhenThePartitionWasReadOn() throws Exception {
    try (var harness = harness(1, 0)) {
      harness.open();
      assertThat(rows(harness)).containsExactlyInAnyOrder("0: 10, 10 to 10, 0", "1: 0, 0 to 0, 0");
      read(harness, 0, 12, 13, 17);
      read(harness, 2, 1);
      assertThat(rows(harness))
          .as("partition 2 is new")
          .containsExactlyInAnyOrder("0: 18, 10 to 18, 3", "2: 2, 0 to 2, 1");
      assertThat(rows(harness)).isEmpty();
      assertThat(harness.extractOutputValues()).hasSize(4);
    }
  }

  @Test
  void whoeverReadAPartitionFurthestIsRightWhenItMoves() throws Exception {
    OperatorSubtaskState both;
    try (var first = harness(2, 0);
        var second = harness(2, 1)) {
      first.open();
      second.open();
      read(first, 0, 12);
      read(second, 1, 3);
      both =
          AbstractStreamOperatorTestHarness.repackageState(
              first.snapshot(1, 1), second.snapshot(1, 1));
    }
    try (var harness = harness(1, 0)) {
      harness.initializeState(both);
      harness.open();
      assertThat(rows(harness)).containsExactlyInAnyOrder("0: 13, 10 to 13, 1", "1: 4, 0 to 4, 1");
      read(harness, 1, 9);
      assertThat(rows(harness)).containsExactly("1: 10, 0 to 10, 2");
    }
  }

  @Test
  void aSavepointWithoutPositionsLetsThemBeginAtTheFirstRecord() throws Exception {
    OperatorSubtaskState older;
    try (var other =
        new OneInputStreamOperatorTestHarness<InputRecord, InputRecord>(
            new StreamMap<>(record -> record))) {
      other.open();
      older = other.snapshot(1, 1);
    }
    OperatorSubtaskState next;
    try (var harness = harness(1, 0)) {
      harness.initializeState(older);
      harness.open();
      assertThat(rows(harness)).isEmpty();
      read(harness, 0, 500, 502);
      assertThat(rows(harness)).containsExactly("0: 503, 500 to 503, 2");
      next = harness.snapshot(2, 2);
    }
    try (var harness = harness(1, 0)) {
      harness.initializeState(next);
      harness.open();
      read(harness, 1, 700);
      assertThat(rows(harness))
          .as("partition 1 is not new: nothing came since")
          .containsExactlyInAnyOrder("0: 503, 500 to 503, 2", "1: 701, 700 to 701, 1");
    }
  }
}
