package vn.cds.metrics.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.Changes;
import vn.cds.metrics.rules.DossierRules;
import vn.cds.runtime.clickhouse.RowTimes;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.kafka.InputRecord;

/**
 * The promise, on the operator alone: what is shown depends on the set of records and on nothing
 * else.
 */
class CountOperatorTest {
  private static final DossierRules RULES = new DossierRules(WorkingCalendar.bundled(), true);
  private static final int EVENTS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyOrderShowsTheSame(long seed) throws Exception {
    assertAnyOrderShowsTheSame(seed);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {5, 8, 13, 21, 34, 55, 89})
  void anyOrderOfManyShowsTheSame(long seed) throws Exception {
    assertAnyOrderShowsTheSame(seed);
  }

  private static void assertAnyOrderShowsTheSame(long seed) throws Exception {
    List<Change> changes = new RandomEvents(seed).corrections(EVENTS);
    // A copy may not come before the first record of its partition: arrival marks are those of the
    // first record.
    Map<String, Row> expected = run(changes, 1);
    for (int emitChanges : new int[] {1, 7, 1000}) {
      List<Change> shuffled = new ArrayList<>(changes);
      Collections.shuffle(shuffled, new Random(seed + emitChanges));
      assertThat(withoutArrivals(run(shuffled, emitChanges)))
          .as("seed %s", seed)
          .isEqualTo(withoutArrivals(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void aCrashAnywhereShowsTheSame(long seed) throws Exception {
    List<Change> changes = new RandomEvents(seed).corrections(EVENTS);
    Map<String, Row> expected = run(changes, 1000);
    Random random = new Random(seed);
    CountHarness run = CountHarness.open(RULES, 10);
    int checkpoint = random.nextInt(EVENTS);
    for (Change change : changes.subList(0, checkpoint)) {
      run.process(change);
    }
    var snapshot = run.snapshot(1);
    // What was written after the checkpoint stays in the table; what comes after the restart may
    // come in another order.
    for (Change change : changes.subList(checkpoint, Math.min(changes.size(), checkpoint + 50))) {
      run.process(change);
    }
    run = run.restart(RULES, snapshot, 3);
    List<Change> rest = new ArrayList<>(changes.subList(checkpoint, changes.size()));
    Collections.shuffle(rest, random);
    for (Change change : rest) {
      run.process(change);
    }
    assertThat(withoutArrivals(run.shown()))
        .as("seed %s", seed)
        .isEqualTo(withoutArrivals(expected));
    run.close();
  }

  @Test
  void aRunWithoutStateFromTheMiddleMakesNoStoredRowWorse() throws Exception {
    List<Change> changes = new RandomEvents(4).corrections(EVENTS);
    CountHarness whole = CountHarness.open(RULES, 1000);
    for (Change change : changes) {
      whole.process(change);
    }
    Map<String, Row> before = whole.shown();
    CountHarness empty = CountHarness.open(RULES, 1);
    CountHarness middle = whole.restart(RULES, empty.snapshot(1), 1);
    empty.close();
    for (Change change : changes.subList(changes.size() / 2, changes.size())) {
      middle.process(change);
    }
    assertThat(middle.shown()).isEqualTo(before);
    middle.close();
  }

  @Test
  void nothingIsLeftWhenEveryLatenessHasPassed() throws Exception {
    CountHarness run = CountHarness.open(RULES, 7);
    for (Change change : new RandomEvents(6).corrections(EVENTS)) {
      run.process(change);
    }
    run.shown();
    assertThat(run.stateEntries()).isPositive();
    run.watermark(RandomEvents.NOW + 9600 * Lateness.HOUR * 2);
    assertThat(run.stateEntries()).isZero();
    assertThat(run.timers()).isZero();
    run.close();
  }

  @Test
  void aCopyWithOtherContentIsListedAndNotCounted() throws Exception {
    Change first = new RandomEvents(1).changes(1).get(0);
    Change other = withHash(first, first.contentHash() + 1);
    CountHarness run = CountHarness.open(RULES, 1);
    run.process(first);
    Map<String, Row> before = run.shown();
    run.process(other);
    assertThat(run.shown()).isEqualTo(before);
    assertThat(run.conflicts())
        .singleElement()
        .satisfies(
            letter -> assertThat(letter.code()).isEqualTo(FaultCode.CONFLICTING_DUPLICATE.name()));
    run.close();
  }

  /**
   * Events that are taken back, at once or later, leave the figures of a run that never had them.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void whatIsTakenBackLeavesNoFigure(long seed) throws Exception {
    assertNothingIsLeft(seed);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {3, 5, 8})
  void whateverIsTakenBackLeavesNoFigure(long seed) throws Exception {
    assertNothingIsLeft(seed);
  }

  private static void assertNothingIsLeft(long seed) throws Exception {
    List<Change> events = new RandomEvents(seed).changes(EVENTS);
    List<Change> kept = events.stream().filter(change -> change.idLow() % 4 != 0).toList();
    List<Change> withRetractions = new ArrayList<>(events);
    long offset = events.size();
    for (Change change : events) {
      if (change.idLow() % 4 == 0) {
        withRetractions.add(RandomEvents.retraction(change, offset++, change.appendTime()));
      }
    }
    Collections.shuffle(withRetractions, new Random(seed));
    assertThat(figures(run(withRetractions, 7))).isEqualTo(figures(run(kept, 7)));
  }

  /** What the release before kept of entities is restored, and gives the same rows. */
  @Test
  void theStateOfFormat1IsRestored() throws Exception {
    List<Change> changes = new RandomEvents(11).changes(200);
    try (CountHarness whole = CountHarness.open(RULES, 1000);
        CountHarness restored = format1(whole)) {
      for (Change change : changes.subList(120, changes.size())) {
        restored.process(change);
      }
      Map<String, Row> expected = run(changes, 1000);
      restored.shown().forEach((key, row) -> assertThat(row).as(key).isEqualTo(expected.get(key)));
    }
  }

  /**
   * Of an event that was counted before, windows are right and the dossier loses its transition;
   * the list says that only a replay makes the dossier right.
   */
  @Test
  void anEventOfFormat1IsTakenBack() throws Exception {
    List<Change> changes = new RandomEvents(11).changes(200).subList(0, 120);
    Change event =
        changes.stream().filter(change -> change.stream() == RULES.stream()).findFirst().get();
    try (CountHarness whole = CountHarness.open(RULES, 1000);
        CountHarness restored = format1(whole)) {
      restored.process(RandomEvents.retraction(event, 1000, event.appendTime()));
      Map<String, Row> shown = restored.shown();
      Row listed = onlyRow(shown, "retraction/");
      assertThat(listed.getField(8)).as("found").isEqualTo(1L);
      assertThat(listed.getField(9)).as("exact").isEqualTo(0L);
      List<Change> replayed = new ArrayList<>(changes);
      replayed.add(RandomEvents.retraction(event, 1000, event.appendTime()));
      Row day = onlyRow(shown, "service_request_day/");
      Map<String, Row> expected = run(replayed, 1000);
      assertThat(expected).containsValue(day);
    }
  }

  private static Row onlyRow(Map<String, Row> rows, String prefix) {
    return rows.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .reduce(
            (a, b) -> {
              throw new AssertionError("more than one row of " + prefix);
            })
        .orElseThrow();
  }

  /** A run that goes on from what the release before 1.0.0 took retractions had written. */
  private static CountHarness format1(CountHarness from) throws Exception {
    var file =
        Path.of(CountOperatorTest.class.getResource("/state/count-operator-1.snapshot").toURI());
    return from.restart(RULES, OperatorSnapshotUtil.readStateHandle(file.toString()), 1);
  }

  /** Rows without what says how many records there were; those that are all zero left out. */
  private static Map<String, String> figures(Map<String, Row> rows) {
    Map<String, String> figures = new TreeMap<>();
    rows.forEach(
        (key, row) -> {
          List<Object> values = new ArrayList<>();
          List<String> columns = columns(key.substring(0, key.indexOf('/')));
          for (int i = columns.indexOf("version") + 1; i < row.getArity(); i++) {
            if (!BOOKS.contains(columns.get(i))) {
              Object value = row.getField(i);
              values.add(value instanceof long[] numbers ? Arrays.toString(numbers) : value);
            }
          }
          boolean isDeleted =
              key.startsWith("dossier/")
                  && Long.valueOf(1).equals(row.getField(columns.indexOf("deleted")));
          boolean isNothing = values.stream().allMatch(EMPTY::contains);
          if (!isDeleted && !isNothing && !key.startsWith("retraction/")) {
            figures.put(key, values.toString());
          }
        });
    return figures;
  }

  private static final Set<String> BOOKS =
      Set.of(
          "counted",
          "missed",
          "duplicates",
          "retractions",
          "retracted",
          "events",
          "first_arrival_at",
          "last_arrival_at",
          "by.dimension",
          "by.code");
  private static final Set<Object> EMPTY = Set.of(0L, "[]");

  private static List<String> columns(String table) {
    return Outputs.of(RULES, true).all().stream()
        .map(Outputs.Output::table)
        .filter(one -> one.name().equals(table))
        .map(Table::columns)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void rowsOfARankingLeaveAtWholeIntervalsAndThoseOfWindowsBetweenThem() throws Exception {
    List<Change> changes = ofOwnStream();
    Set<String> ofRanking = new HashSet<>();
    try (CountHarness run = CountHarness.open(RULES, 1000)) {
      for (int second = 0; second < 5; second++) {
        run.process(changes.get(second));
        run.clock(second * 1000L + 999);
        assertThat(run.emitted()).isEmpty();
        run.clock((second + 1) * 1000L);
        ofRanking.addAll(run.emitted());
        run.collect();
        run.clock((second + 1) * 1000 + 499);
        assertThat(run.emitted()).isEmpty();
        run.clock((second + 1) * 1000 + 500);
        assertThat(run.emitted())
            .contains("service_request_day")
            .doesNotContain("service_request_cohort", "dossier");
        run.collect();
      }
    }
    assertThat(ofRanking).containsExactlyInAnyOrder("service_request_cohort", "dossier");
  }

  @Test
  void aCheckpointLeavesNoRowBehind() throws Exception {
    List<Change> changes = ofOwnStream();
    try (CountHarness run = CountHarness.open(RULES, 1000)) {
      run.process(changes.get(0));
      run.clock(1000);
      run.collect();
      run.process(changes.get(1));
      run.snapshot(1);
      assertThat(run.emitted()).contains("service_request_day");
      run.collect();
      run.clock(1500);
      assertThat(run.emitted()).isEmpty();
    }
  }

  @Test
  void aRowHasTheLatestTimesOfItsNewEvents() throws Exception {
    long start = RandomEvents.NOW;
    Change first = registered(1, start + 1_000, start + 9_000);
    Change second = registered(2, start + 2_000, start + 8_000);
    Change ofNextMinute = registered(3, start + 61_000, start + 62_000);
    try (CountHarness run = CountHarness.open(RULES, 1000)) {
      Outputs to = run.outputs();
      run.process(first);
      run.process(second);
      run.process(ofNextMinute);
      run.clock(1000);
      assertThat(run.times(to.entity()))
          .containsExactlyInAnyOrder(
              new RowTimes(start + 1_000, start + 9_000),
              new RowTimes(start + 2_000, start + 8_000),
              new RowTimes(start + 61_000, start + 62_000));
      assertThat(run.times(to.cohort()))
          .containsExactly(new RowTimes(start + 61_000, start + 62_000));
      run.clock(1500);
      assertThat(run.times(to.minute()))
          .containsExactlyInAnyOrder(
              new RowTimes(start + 2_000, start + 9_000),
              new RowTimes(start + 61_000, start + 62_000));
      for (Outputs.Output output : List.of(to.hour(), to.day())) {
        assertThat(run.times(output)).containsExactly(new RowTimes(start + 61_000, start + 62_000));
      }

      // A copy is not new, and when a retraction was decided is not known.
      run.process(first);
      run.clock(2500);
      assertThat(run.times(to.day())).containsExactly(RowTimes.NONE);
      run.process(RandomEvents.retraction(second, 4, start + 70_000));
      run.snapshot(1);
      for (Outputs.Output output : List.of(to.cohort(), to.day(), to.minute(), to.retraction())) {
        assertThat(run.times(output))
            .containsExactly(new RowTimes(RowTimes.UNKNOWN, start + 70_000));
      }

      // What was emitted before is not measured again.
      run.process(registered(5, start + 3_000, start + 71_000));
      run.clock(3500);
      assertThat(run.times(to.day())).containsExactly(new RowTimes(start + 3_000, start + 71_000));
    }
  }

  private static Change registered(int number, long occurredAt, long appendTime) {
    return Changes.of(
        ServiceRequestEvent.builder()
            .eventId(new UUID(8, number))
            .occurredAt(Instant.ofEpochMilli(occurredAt))
            .communeCode("14758")
            .status(ServiceRequestStatus.REGISTERED)
            .dossierCode("H56.1-" + number)
            .procedureCode("1.004616")
            .submittedAt(Instant.ofEpochMilli(occurredAt))
            .build(),
        new InputRecord("topic", 0, number, appendTime, null, false));
  }

  /** Without the payments, which the operator of service requests reads as well. */
  private static List<Change> ofOwnStream() {
    return new RandomEvents(1)
        .changes(50).stream().filter(change -> change.stream() == RULES.stream()).toList();
  }

  private static Change withHash(Change c, int hash) {
    return new Change(
        c.stream(),
        c.communeCode(),
        c.entityKey(),
        c.part(),
        c.partition(),
        c.offset() + 1,
        c.appendTime(),
        c.idHigh(),
        c.idLow(),
        hash,
        c.occurredAt(),
        c.status(),
        c.startedAt(),
        c.present(),
        c.facts(),
        c.retracted(),
        false);
  }

  private static Map<String, Row> run(List<Change> changes, int emitChanges) throws Exception {
    try (CountHarness run = CountHarness.open(RULES, emitChanges)) {
      for (Change change : changes) {
        run.process(change);
      }
      return run.shown();
    }
  }

  /**
   * Copies in other orders than that of one partition may change which record counts as the
   * arrival.
   */
  private static Map<String, Row> withoutArrivals(Map<String, Row> rows) {
    int first = RULES.entityTable().columns().indexOf("first_arrival_at");
    int last = RULES.entityTable().columns().indexOf("last_arrival_at");
    rows.forEach(
        (key, row) -> {
          if (key.startsWith("dossier/")) {
            row.setField(first, null);
            row.setField(last, null);
          }
        });
    return rows;
  }
}
