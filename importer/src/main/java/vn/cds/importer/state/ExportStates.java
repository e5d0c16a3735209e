package vn.cds.importer.state;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.ExportRule;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;

/**
 * Collects what exports tell and holds it against what is known: what changed becomes events and
 * retractions. The rules stand in docs/import.md, "States, not events".
 *
 * <p>Takes some 0.4 KB of memory for each dossier, document or payment that the exports list. Not
 * thread-safe.
 */
public final class ExportStates implements RowSink {
  /**
   * Bytes of a state, some 1,200 events. Kafka takes records of 1 MB unless it is told otherwise,
   * and the ids of what is taken back are added later.
   */
  static final int MOST_BYTES = 750_000;

  private final KnownStates known;
  private final ExportRule rule;
  private final boolean again;
  private final RowSink next;
  private final PackedStates rows = new PackedStates();
  private final CompleteExports complete;
  private final List<Pending> row = new ArrayList<>();

  /**
   * Those whose state can take no more events, so that each of a million rows is refused at once.
   */
  private final Set<String> full = new HashSet<>();

  private ExportDate date = ExportDate.NONE;
  private boolean rowHasReject;

  /** An event of the row at hand. */
  private record Pending(RowEvent row, String place) {
    UUID id() {
      return row.event().eventId();
    }

    String commune() {
      return row.event().communeCode();
    }
  }

  /**
   * @param known is not changed
   * @param again whether what is said here of a dossier replaces what earlier commands said of it
   *     with the same date; else both hold
   * @param next is given the events that hold, and all rejects
   */
  public ExportStates(KnownStates known, ExportRule rule, boolean again, RowSink next) {
    this.known = known;
    this.rule = rule;
    this.again = again;
    this.next = next;
    this.complete =
        new CompleteExports(known.complete(), rule.missing() == ExportRule.Missing.RETRACTED);
  }

  /** The rows that follow are those of a file. Files come with the newest first. */
  public void beginFile(ExportDate dateOfFile) {
    complete.endFile(date);
    date = dateOfFile;
  }

  @Override
  public void event(RowEvent event, String place) {
    row.add(new Pending(event, place));
  }

  @Override
  public void reject(RowReject reject) {
    rowHasReject = true;
    if (reject.entity() == null || rule.unit() == ExportRule.Unit.EVENT) {
      complete.fileIsIncomplete();
    }
    next.reject(reject);
  }

  @Override
  public void incompleteFile() {
    complete.fileIsIncomplete();
  }

  @Override
  public RowFate endOfRow(String entity, String place) {
    row.forEach(event -> complete.list(event.commune()));
    RowFate fate = RowFate.TAKEN;
    if (!row.isEmpty() && rule.unit() == ExportRule.Unit.EVENT) {
      fate = RowFate.OLDER;
      for (Pending event : row) {
        Event e = event.row.event();
        RowFate one =
            take(
                e.entityKey() + '|' + e.status().wireName() + '|' + e.occurredAt(), List.of(event));
        fate = one.compareTo(fate) > 0 ? one : fate;
      }
    } else if (!row.isEmpty()) {
      fate = take(row.get(0).row.event().entityKey(), row);
    } else if (entity == null) {
      complete.fileIsIncomplete();
    } else if (rowHasReject) {
      list(entity);
    } else if (rule.unit() == ExportRule.Unit.DOSSIER) {
      fate = take(entity, List.of());
    }
    row.clear();
    rowHasReject = false;
    return fate;
  }

  /** A row that names a dossier and says nothing of it that holds. */
  private void list(String entity) {
    Told before = rows.get(entity).told();
    if (date.compareTo(before.listed()) > 0 || !rows.contains(entity)) {
      rows.put(entity, EntityState.UNKNOWN.withTold(before.merge(Told.listed(date))));
    }
  }

  /** What earlier commands told, and still holds beside what this one tells with a date. */
  private Told earlier(EntityState state, ExportDate told) {
    return again && state.told().asOf().equals(told) ? state.told().withoutEvents() : state.told();
  }

  private RowFate take(String entity, List<Pending> events) {
    if (full.contains(entity)) {
      return tooManyEvents(entity, events);
    }
    EntityState state = known.state(entity);
    Told knownBefore = earlier(state, date);
    Told ofRows = rows.get(entity).told();
    Told before = knownBefore.merge(ofRows).inOneCommune();
    int order = date.compareTo(before.asOf());
    if (order < 0) {
      list(entity);
      return RowFate.OLDER;
    }
    String commune = events.isEmpty() ? before.commune() : events.get(0).commune();
    boolean moves = order == 0 && !before.events().isEmpty() && !commune.equals(before.commune());
    List<RowReject> conflicts = new ArrayList<>();
    List<Pending> holding = new ArrayList<>();
    SortedMap<UUID, ToldEvent> told = new TreeMap<>();
    for (Pending event : events) {
      ToldEvent now = ToldEvent.of(event.row, event.place);
      ToldEvent other =
          order == 0 && !moves ? before.events().get(event.id()) : told.get(event.id());
      boolean differs = other != null && !now.saysTheSameAs(other);
      boolean wins =
          (!moves || commune.compareTo(before.commune()) > 0)
              && (!differs || ToldEvent.greater(now, other) == now);
      // Without a date nobody knows which is newer, and what is known is not changed.
      boolean isKept =
          date.isNone()
              && (moves
                  ? !knownBefore.events().isEmpty()
                  : knownBefore.events().containsKey(event.id()));
      if (moves) {
        conflicts.add(elsewhere(event, before.commune()));
      } else if (differs) {
        conflicts.add(conflict(event));
      }
      if (!(moves || differs) || (wins && !isKept)) {
        holding.add(event);
        told.put(event.id(), now);
      }
    }
    Told merged = ofRows.merge(Told.of(date, told));
    if (isTooLarge(state, before.merge(merged))) {
      full.add(entity);
      return tooManyEvents(entity, events);
    }
    conflicts.forEach(next::reject);
    if (moves && !holding.isEmpty()) {
      next.moved(events.get(0).row.event().entityKey(), before.commune());
    }
    RowFate fate = conflicts.isEmpty() ? RowFate.TAKEN : RowFate.REJECTED;
    if (!rows.contains(entity) || !merged.saysTheSameAs(ofRows)) {
      rows.put(entity, EntityState.UNKNOWN.withTold(merged));
    }
    if (complete.lacks(before.merge(merged))) {
      return conflicts.isEmpty() ? RowFate.OLDER : fate;
    }
    holding.forEach(event -> next.event(event.row, event.place));
    return fate;
  }

  /** Whether Kafka might not take the state that follows. */
  private static boolean isTooLarge(EntityState state, Told told) {
    return StateCodec.atMost(state, told) > MOST_BYTES
        && StateCodec.write(state.become(told, true).next()).length > MOST_BYTES;
  }

  private RowFate tooManyEvents(String entity, List<Pending> events) {
    list(entity);
    events.forEach(
        event ->
            next.reject(
                reject(
                    event,
                    RowReject.TOO_MANY_EVENTS,
                    "what is known of it would be larger than Kafka takes ("
                        + MOST_BYTES / 1000
                        + " kB). So many events are not those of one: does the column that the"
                        + " mapping names for it, such as dossier_code.column, tell them apart?"
                        + " Correct the mapping, or the rows of it")));
    return RowFate.REJECTED;
  }

  private RowReject conflict(Pending pending) {
    return conflict(pending, "says something else of this event; one of the two is counted");
  }

  private RowReject elsewhere(Pending pending, String commune) {
    return conflict(
        pending,
        "places it in the commune "
            + commune
            + "; it is counted in one, that of the greater code, with the rows of this commune"
            + " alone");
  }

  private RowReject conflict(Pending pending, String difference) {
    return reject(
        pending,
        FaultCode.CONFLICTING_DUPLICATE.name(),
        "another row of an export "
            + (date.isNone() ? "without a date " : "of the same date ")
            + difference
            + (date.isNone() ? ". Give the dates of the exports, and the newer counts" : "")
            + (again
                ? ""
                : ". If it was imported before the mapping or the file was corrected, import once"
                    + " more with --again"));
  }

  private static RowReject reject(Pending pending, String code, String detail) {
    Event event = pending.row.event();
    return new RowReject(
        pending.place,
        code,
        detail,
        event.entityKey(),
        event instanceof ServiceRequestEvent request && request.channel() != null
            ? request.channel().wireName()
            : null,
        YearMonth.from(event.startedAt().localDay()).toString(),
        code + " " + event.eventId());
  }

  /**
   * All files were read. Gives what changed to a sink, by dossier in the order of their names, and
   * may be called once.
   */
  public StateCounts finish(StateSink sink) {
    complete.endFile(date);
    Tally tally = new Tally(sink);
    long unlisted = known.size();
    for (String entity : rows.entities()) {
      unlisted -= known.entities().contains(entity) ? 1 : 0;
      EntityState before = known.state(entity);
      Told now = rows.get(entity).told().ofThisImport();
      // A row of which nothing can be read replaces nothing.
      boolean tells = !now.asOf().isNone() || !now.events().isEmpty();
      Told earlier = tells ? earlier(before, now.asOf()) : before.told();
      if (!again && tells && differs(before.told(), now)) {
        tally.differing++;
      }
      tally.step(entity, before, earlier.merge(now), true);
    }
    for (String entity : complete.isEmpty() ? List.<String>of() : known.entities().entities()) {
      if (!rows.contains(entity)) {
        EntityState before = known.state(entity);
        tally.step(entity, before, before.told(), false);
      }
    }
    // Last: whoever goes on from a broken import must not miss those that it would have listed.
    complete
        .added()
        .forEach(
            (commune, newest) ->
                sink.change(
                    new StateChange(
                        known.keys().ofCommune(commune), StateCodec.write(newest), List.of())));
    return new StateCounts(
        tally.events,
        tally.retractions,
        tally.unchanged,
        unlisted,
        tally.unlistedRetracted,
        tally.differing);
  }

  /** Whether both are of the same date and do not say the same. */
  private static boolean differs(Told before, Told now) {
    return before.asOf().equals(now.asOf())
        && !(before.asOf().isNone() && before.events().isEmpty())
        && !before.saysTheSameAs(now);
  }

  /** Takes steps and counts them. */
  private final class Tally {
    private final StateSink sink;
    private long events;
    private long retractions;
    private long unchanged;
    private long unlistedRetracted;
    private long differing;

    Tally(StateSink sink) {
      this.sink = sink;
    }

    void step(String entity, EntityState before, Told now, boolean listed) {
      EntityState.Step step = before.become(now, !complete.lacks(now));
      long back = step.records().stream().filter(ImportRecord::retraction).count();
      events += step.records().size() - back;
      retractions += back;
      unchanged += listed ? step.unchanged() : 0;
      unlistedRetracted += !listed && back > 0 ? 1 : 0;
      if (!step.next().saysTheSameAs(before)) {
        sink.change(
            new StateChange(
                known.keys().ofEntity(entity), StateCodec.write(step.next()), step.records()));
      }
    }
  }
}
