package vn.cds.proof.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.cds.proof.oracle.input.Fault;
import vn.cds.proof.oracle.input.LocalTime;
import vn.cds.proof.oracle.input.OracleEvent;
import vn.cds.proof.oracle.input.OracleOptions;
import vn.cds.proof.oracle.input.OracleStream;
import vn.cds.proof.oracle.input.RawRecord;
import vn.cds.proof.oracle.input.RecordReader;
import vn.cds.proof.oracle.input.Units;

/**
 * What every table must hold, computed from the raw records alone.
 *
 * <p>It implements docs/counting.md a second time, as plainly as possible and not fast: it keeps
 * every event, and computes each figure from the list of events it is about. It shares no code with
 * the jobs. Not thread-safe.
 */
public final class Oracle {

  /**
   * @param conservation what became of the records of each stream, by its live topic
   */
  public record Expected(Tables tables, Map<String, Conservation> conservation) {}

  private record DeadLetter(
      OracleStream stream,
      String topic,
      int partition,
      long offset,
      Instant appendTime,
      Fault fault) {}

  private record CopyKey(String commune, Instant hour, String eventId) {
    static CopyKey of(OracleEvent event) {
      return new CopyKey(
          event.commune(),
          LocalTime.startOfHour(event.occurredAt().first()),
          event.text("event_id"));
    }
  }

  private final OracleOptions options;
  private final WorkingTime workingTime;
  private final RecordReader reader;
  private final List<OracleEvent> valid = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final Map<String, BitSet> offsets = new HashMap<>();

  public Oracle(OracleOptions options, Units units, WorkingTime workingTime) {
    this.options = options;
    this.workingTime = workingTime;
    this.reader = new RecordReader(units);
  }

  /**
   * Takes a record; the order does not matter.
   *
   * @throws IllegalArgumentException for a record of another topic, or one given twice
   */
  public void accept(RawRecord record) {
    OracleStream stream = OracleStream.ofTopic(record.topic());
    if (stream == null) {
      throw new IllegalArgumentException("not an input topic: " + record.topic());
    }
    BitSet taken =
        offsets.computeIfAbsent(
            record.topic() + " " + record.partition(), partition -> new BitSet());
    int offset = Math.toIntExact(record.offset());
    if (taken.get(offset)) {
      throw new IllegalArgumentException(
          "given twice: %s, partition %d, offset %d"
              .formatted(record.topic(), record.partition(), record.offset()));
    }
    taken.set(offset);

    RecordReader.Reading reading = reader.read(record);
    if (reading.event() != null) {
      valid.add(reading.event());
    } else {
      deadLetters.add(
          new DeadLetter(
              stream,
              record.topic(),
              record.partition(),
              record.offset(),
              record.appendTime(),
              reading.fault()));
    }
  }

  /** What the tables must hold after the records taken so far. */
  public Expected expected() {
    Tables tables = new Tables();
    Map<String, Conservation> conservation = new LinkedHashMap<>();
    Map<OracleStream, List<Counted>> counted = new HashMap<>();
    for (OracleStream stream : OracleStream.values()) {
      Judged judged = judge(stream);
      judged.deadLetters.forEach(letter -> addDeadLetter(tables, letter));
      judged.tooLate.forEach(event -> addTooLate(tables, event));
      judged.counted.stream()
          .filter(Counted::hasRetraction)
          .forEach(retraction -> addRetraction(tables, retraction));
      new FlowTables(options, tables).compute(stream, judged.counted);
      counted.put(stream, judged.counted);
      conservation.put(
          stream.topic,
          new Conservation(
              judged.counted.stream().filter(Counted::hasEvent).count(),
              judged.counted.stream().mapToLong(Counted::duplicates).sum(),
              judged.deadLetters.size(),
              judged.tooLate.size(),
              judged.counted.stream().filter(Counted::hasRetraction).count()));
    }
    List<Counted> payments = counted.get(OracleStream.PAYMENTS);
    CohortTables cohorts = new CohortTables(options, workingTime, tables);
    cohorts.computeDocuments(counted.get(OracleStream.DOCUMENTS));
    cohorts.computePayments(payments);
    cohorts.computeDossiers(
        counted.get(OracleStream.SERVICE_REQUESTS),
        payments.stream().filter(p -> p.content.value("dossier_code") != null).toList());
    return new Expected(tables, conservation);
  }

  /** The records of one stream, each in exactly one place. */
  private record Judged(
      List<Counted> counted, List<DeadLetter> deadLetters, List<OracleEvent> tooLate) {}

  private Judged judge(OracleStream stream) {
    List<OracleEvent> inOrder =
        valid.stream()
            .filter(event -> event.stream == stream)
            .sorted(
                Comparator.<OracleEvent, String>comparing(event -> event.topic)
                    .thenComparingInt(event -> event.partition)
                    .thenComparingLong(event -> event.offset))
            .toList();
    Map<CopyKey, Counted> counted = new LinkedHashMap<>();
    List<DeadLetter> rejected =
        new ArrayList<>(deadLetters.stream().filter(letter -> letter.stream == stream).toList());
    List<OracleEvent> tooLate = new ArrayList<>();
    for (OracleEvent event : inOrder) {
      CopyKey key = CopyKey.of(event);
      if (tooLateReason(event) != null) {
        tooLate.add(event);
      } else if (!counted.containsKey(key)) {
        counted.put(key, new Counted(event));
      } else if (counted.get(key).content.sameContent(event)) {
        counted.get(key).add(event);
      } else {
        rejected.add(
            new DeadLetter(
                stream,
                event.topic,
                event.partition,
                event.offset,
                event.appendTime,
                Fault.CONFLICTING_DUPLICATE));
      }
    }
    return new Judged(List.copyOf(counted.values()), rejected, tooLate);
  }

  /** {@code DAY}, {@code COHORT}, or null for an event that is not too late. */
  private String tooLateReason(OracleEvent event) {
    if (options.history()) {
      return null;
    }
    boolean ofHistory =
        event.imported()
            && options.historyUntil() != null
            && !event.appendTime.isAfter(options.historyUntil());
    if (ofHistory) {
      return null;
    }
    Instant endOfDay = LocalTime.endOfDay(event.occurredAt().day());
    if (endOfDay.plus(options.dayLateness()).isBefore(event.appendTime)) {
      return "DAY";
    }
    Instant endOfCohort = LocalTime.endOfDay(event.startDay());
    if (endOfCohort.plus(options.cohortRetention()).isBefore(event.appendTime)) {
      return "COHORT";
    }
    return null;
  }

  private static void addDeadLetter(Tables tables, DeadLetter letter) {
    Row row = tables.add("dead_letter", letter.topic, letter.partition, letter.offset);
    row.put("append_time", letter.appendTime);
    row.put("code", letter.fault.name());
  }

  private void addRetraction(Tables tables, Counted retraction) {
    OracleEvent content = retraction.content;
    Row row =
        tables.add(
            "retraction",
            content.commune(),
            content.stream.topic.substring("cds.".length()),
            content.occurredAt().first(),
            content.text("event_id"));
    row.put("version", Version.of(options, retraction.distinct(), 0));
    row.put("entity", content.entityKey());
    row.put("status", content.status());
    row.put("occurred_by_day", content.occurredAt().byDay() ? 1L : 0L);
    row.put("found", retraction.hasEvent() ? 1L : 0L);
    row.put("exact", 1L);
  }

  private void addTooLate(Tables tables, OracleEvent event) {
    Row row = tables.add("too_late", event.topic, event.partition, event.offset);
    row.put("append_time", event.appendTime);
    row.put("commune_code", event.commune());
    row.put("event_id", event.text("event_id"));
    row.put("occurred_at", event.occurredAt().first());
    row.put("started_at", event.startedAt().first());
    row.put("reason", tooLateReason(event));
  }
}
