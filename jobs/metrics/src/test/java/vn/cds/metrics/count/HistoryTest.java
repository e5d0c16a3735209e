package vn.cds.metrics.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.Changes;
import vn.cds.metrics.rules.DossierRules;
import vn.cds.metrics.rules.StreamRules;
import vn.cds.runtime.kafka.InputRecord;

/** Imported records beside live ones (ADR 0008). */
class HistoryTest {
  private static final StreamRules RULES = new DossierRules(WorkingCalendar.bundled(), true);
  private static final long DAY = 24 * Lateness.HOUR;

  /** Of the imports. */
  private static final long NOW = Instant.parse("2026-10-08T03:00:00Z").toEpochMilli();

  private static final long UNTIL = NOW + 100 * DAY;
  private static final Instant RECEIVED = Instant.parse("2016-03-01T02:00:00Z");

  @Test
  void aDossierOfTenYearsAgoIsFinishedByALiveEvent() throws Exception {
    try (CountHarness run = CountHarness.open(RULES, CountHarness.lateness(UNTIL), 1)) {
      run.process(imported(event(1, ServiceRequestStatus.REGISTERED, RECEIVED), NOW));
      run.watermark(NOW + 50 * DAY);
      // The live event does not say when it was due; the import did.
      Instant finished = Instant.ofEpochMilli(NOW + 50 * DAY);
      Change end = live(event(2, ServiceRequestStatus.RESULT_RETURNED, finished), NOW + 50 * DAY);
      run.process(end);
      assertThat(cohort(run, "done_late")).isEqualTo(1);
      assertThat(cohort(run, "suspected_sync_fault")).isZero();
      // Taken back, and finished again.
      run.process(RandomEvents.retraction(end, 10, NOW + 50 * DAY));
      assertThat(cohort(run, "done_late")).isZero();
      assertThat(cohort(run, "events")).isEqualTo(3);
      run.process(live(event(3, ServiceRequestStatus.RESULT_RETURNED, finished), NOW + 51 * DAY));
      assertThat(cohort(run, "done_late")).isEqualTo(1);
      assertThat(cohort(run, "received")).isEqualTo(1);
    }
  }

  /** However often days could have been removed between two records, no row counts less. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noDayIsRemovedWhileHistoryIsOpen(long seed) throws Exception {
    List<Change> live = new ArrayList<>();
    List<Change> imported = new ArrayList<>();
    for (Change change : new RandomEvents(seed).corrections(600)) {
      (change.idLow() % 2 == 0 ? imported : live).add(change);
    }
    Collections.shuffle(imported, new Random(seed));
    Lateness lateness = CountHarness.lateness(RandomEvents.NOW + 4000 * DAY);
    try (CountHarness whole = CountHarness.open(RULES, lateness, 1000);
        CountHarness run = CountHarness.open(RULES, lateness, 7)) {
      for (Change change : live) {
        whole.process(change);
        run.process(change);
      }
      long appendTime = RandomEvents.NOW;
      for (Change change : imported) {
        appendTime += 3 * DAY;
        whole.process(imported(change, appendTime));
        run.process(imported(change, appendTime));
        run.watermark(appendTime);
      }
      Map<String, Row> expected = whole.shown();
      assertThat(run.shown()).as("seed %s", seed).isEqualTo(expected);
      run.watermark(RandomEvents.NOW + 4000 * DAY + Lateness.HOUR);
      assertThat(run.stateEntries()).as("history has ended").isZero();
      assertThat(run.timers()).isZero();
    }
  }

  /**
   * An import of ten years, less the days that live records may still be about, beside a job that
   * got the same live records and no import.
   */
  @Test
  void whatTenYearsTakeIsGivenBackWhenHistoryIsOver() throws Exception {
    int dossiers = 4_000;
    try (CountHarness run = CountHarness.open(RULES, CountHarness.lateness(UNTIL), 1000);
        CountHarness without = CountHarness.open(RULES, 1)) {
      for (int i = 0; i < dossiers / 10; i++) {
        long received = NOW - i % 200 * DAY;
        Change change = live(received(i, received), received);
        run.process(change);
        without.process(change);
      }
      run.watermark(NOW);
      without.watermark(NOW);
      long before = bytes(run, 1);
      long first = NOW - 3650 * DAY;
      long days = (NOW - 301 * DAY - first) / DAY;
      for (int i = 0; i < dossiers; i++) {
        Instant received = Instant.ofEpochMilli(first + i % days * DAY);
        run.process(imported(received(dossiers + i, received.toEpochMilli()), NOW));
        run.process(imported(returned(3 * dossiers + i, dossiers + i, received), NOW));
      }
      long during = bytes(run, 2);
      run.watermark(UNTIL + Lateness.HOUR);
      without.watermark(UNTIL + Lateness.HOUR);
      long after = bytes(run, 3);
      System.out.printf(
          "%,d dossiers of ten years: state of %,d bytes before, %,d imported (%,d a dossier), %,d"
              + " when history is over, %,d without imports%n",
          dossiers, before, during, (during - before) / dossiers, after, bytes(without, 3));
      assertThat(during).isGreaterThan(before + 100L * dossiers);
      assertThat(run.stateEntries()).isEqualTo(without.stateEntries()).isPositive();
      assertThat(run.timers()).isEqualTo(without.timers());
      assertThat(after).isLessThanOrEqualTo(before);
    }
  }

  private static long bytes(CountHarness run, long checkpoint) throws Exception {
    return run.snapshot(checkpoint).getStateSize();
  }

  @Test
  void whenHistoryIsOverImportsAreJudgedLikeLiveRecords() {
    Lateness lateness = CountHarness.lateness(UNTIL);
    long old = NOW - 1000 * DAY;
    assertThat(lateness.tooLate(old, old, UNTIL, true)).isNull();
    assertThat(lateness.tooLate(old, old, UNTIL + 1, true)).isEqualTo(Lateness.Reason.DAY);
    assertThat(lateness.tooLate(old, old, UNTIL, false)).isEqualTo(Lateness.Reason.DAY);
    assertThat(CountHarness.DEFAULT_LATENESS.tooLate(old, old, NOW, true))
        .isEqualTo(Lateness.Reason.DAY);
  }

  @Test
  void stateThatHasRemovedDaysCannotTakeHistory() throws Exception {
    try (CountHarness closed = CountHarness.open(RULES, 1)) {
      closed.process(live(event(1, ServiceRequestStatus.REGISTERED, RECEIVED), millis(RECEIVED)));
      var young = closed.snapshot(1);
      try (CountHarness opened = closed.restart(RULES, young, CountHarness.lateness(UNTIL), 1)) {
        opened.watermark(NOW);
        assertThat(opened.stateEntries()).as("nothing was removed yet").isPositive();
        // An operator brings the end forward; days go when they are looked at next.
        try (CountHarness ended =
            opened.restart(RULES, opened.snapshot(2), CountHarness.lateness(NOW - DAY), 1)) {
          ended.watermark(NOW + 15 * DAY);
          assertThat(ended.stateEntries()).isZero();
          var removed = ended.snapshot(3);
          ended.restart(RULES, removed, CountHarness.lateness(NOW - DAY), 1).close();
          assertThatThrownBy(() -> ended.restart(RULES, removed, CountHarness.lateness(UNTIL), 1))
              .hasStackTraceContaining("history.until is set")
              .hasStackTraceContaining("run.generation");
        }
      }
    }
  }

  private static ServiceRequestEvent event(int number, ServiceRequestStatus status, Instant at) {
    return event(number, status, at, 1, RECEIVED);
  }

  private static ServiceRequestEvent received(int number, long at) {
    Instant received = Instant.ofEpochMilli(at);
    return event(number, ServiceRequestStatus.REGISTERED, received, number, received);
  }

  private static ServiceRequestEvent returned(int number, int dossier, Instant received) {
    Instant at = received.plus(Duration.ofDays(3));
    return event(number, ServiceRequestStatus.RESULT_RETURNED, at, dossier, received);
  }

  private static ServiceRequestEvent event(
      int number, ServiceRequestStatus status, Instant at, int dossier, Instant received) {
    return ServiceRequestEvent.builder()
        .eventId(new UUID(9, number))
        .occurredAt(at)
        .communeCode("14758")
        .status(status)
        .dossierCode("H56.1-" + dossier)
        .procedureCode("1.004616")
        .channel(Channel.ONLINE)
        .submittedAt(received)
        .dueAt(received.plus(Duration.ofDays(5)))
        .build();
  }

  private static Change imported(ServiceRequestEvent event, long appendTime) {
    return Changes.of(event, new InputRecord("import-topic", 0, 1, appendTime, null, true));
  }

  private static Change live(ServiceRequestEvent event, long appendTime) {
    return Changes.of(event, new InputRecord("topic", 0, 2, appendTime, null, false));
  }

  private static Change imported(Change c, long appendTime) {
    return new Change(
        c.stream(),
        c.communeCode(),
        c.entityKey(),
        c.part(),
        c.partition(),
        c.offset(),
        appendTime,
        c.idHigh(),
        c.idLow(),
        c.contentHash(),
        c.occurredAt(),
        c.status(),
        c.startedAt(),
        c.present(),
        c.facts(),
        c.retracted(),
        true);
  }

  private static long millis(Instant instant) {
    return instant.toEpochMilli();
  }

  private static long cohort(CountHarness run, String column) throws Exception {
    Row row =
        run.shown().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("service_request_cohort/"))
            .map(Map.Entry::getValue)
            .reduce(
                (a, b) -> {
                  throw new AssertionError("more than one cohort");
                })
            .orElseThrow();
    return (Long) row.getField(run.outputs().cohort().table().columns().indexOf(column));
  }
}
