package vn.cds.importer.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.preview.ImportPreview;
import vn.cds.importer.row.ExportReader;
import vn.cds.importer.row.RowCounts;

/** What imports leave behind: states by key, and records in the order in which they were sent. */
final class ImportedTopics {
  private static final Instant NOW = Instant.parse("2026-12-31T00:00:00Z");
  private static final Roster ROSTER = Roster.bundled();
  private static final FormerUnits FORMER = FormerUnits.of(ROSTER);

  private final Map<String, byte[]> states = new TreeMap<>();
  private final List<ImportRecord> records = new ArrayList<>();

  /** The import breaks off. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What one command came to. */
  record Result(StateCounts counts, RowCounts rows, ImportPreview preview) {}

  /** One command; all is committed together. */
  Result run(Mapping mapping, ExportDate asOf, Path... files) {
    return run(mapping, asOf, Integer.MAX_VALUE, Integer.MAX_VALUE, files);
  }

  /**
   * One command.
   *
   * @param changesPerCommit what is not committed is lost
   * @param most changes after which the import breaks off
   * @throws Crash when there are more changes
   */
  Result run(Mapping mapping, ExportDate asOf, int changesPerCommit, int most, Path... files) {
    return run(mapping, asOf, false, changesPerCommit, most, files);
  }

  /** One command with {@code --again}. */
  Result runAgain(Mapping mapping, ExportDate asOf, Path... files) {
    return run(mapping, asOf, true, Integer.MAX_VALUE, Integer.MAX_VALUE, files);
  }

  private Result run(
      Mapping mapping,
      ExportDate asOf,
      boolean again,
      int changesPerCommit,
      int most,
      Path... files) {
    KnownStates known = new KnownStates(mapping.kind(), mapping.export().source());
    states.forEach(known::load);
    List<DatedFile> dated = DatedFile.newestFirst(List.of(files), mapping.export(), asOf, NOW);
    DatedFile.check(dated, known);
    known.check(mapping.export());
    ImportPreview preview = new ImportPreview();
    ExportStates exports = new ExportStates(known, mapping.export(), again, preview);
    ExportReader reader = new ExportReader(mapping, ROSTER, FORMER, NOW);
    for (DatedFile file : dated) {
      exports.beginFile(file.date());
      reader.read(file.file(), exports);
    }
    List<StateChange> open = new ArrayList<>();
    int[] seen = {0};
    StateCounts counts =
        exports.finish(
            change -> {
              if (seen[0]++ == most) {
                throw new Crash();
              }
              open.add(change);
              if (open.size() == changesPerCommit) {
                commit(open);
              }
            });
    commit(open);
    return new Result(counts, reader.counts(), preview);
  }

  /** Takes back what was imported of the mapping's kind and source. */
  long takeBack(Mapping mapping) {
    KnownStates known = new KnownStates(mapping.kind(), mapping.export().source());
    states.forEach(known::load);
    List<StateChange> changes = new ArrayList<>();
    long retractions = known.takeBack(changes::add);
    commit(changes);
    return retractions;
  }

  private void commit(List<StateChange> open) {
    for (StateChange change : open) {
      states.compute(change.key(), (key, before) -> change.value());
      records.addAll(change.records());
    }
    open.clear();
  }

  /** A state that an earlier version left behind, and what it sent. */
  void leaveBehind(String key, EntityState state) {
    states.put(key, StateCodec.write(state));
    state
        .standing()
        .forEach(
            (id, revision) ->
                records.add(ImportRecord.event(state.told().events().get(id), id, revision)));
  }

  ImportedTopics copy() {
    ImportedTopics copy = new ImportedTopics();
    copy.states.putAll(states);
    copy.records.addAll(records);
    return copy;
  }

  int records() {
    return records.size();
  }

  Map<String, byte[]> states() {
    return states;
  }

  /**
   * The events that count: valid, distinct, and not taken back. Checks that copies of an id say the
   * same, and that each retraction says what its event does.
   */
  List<Event> counted(EventStream kind) {
    EventDecoder<? extends Event> decoder = EventDecoder.of(kind, ROSTER);
    Map<UUID, Event> events = new TreeMap<>();
    Map<UUID, Event> retracted = new HashMap<>();
    Map<UUID, Integer> content = new HashMap<>();
    for (ImportRecord record : records) {
      Decoded<? extends Event> decoded = decoder.decode(record.json(), NOW);
      Event event = decoded.event();
      assertThat(event).as(() -> decoded.rejection().detail()).isNotNull();
      assertThat(event.retracted()).isEqualTo(record.retraction());
      assertThat(event.communeCode()).isEqualTo(record.communeCode());
      assertThat(content.computeIfAbsent(event.eventId(), id -> event.contentHash()))
          .as("every record with this id has the same content")
          .isEqualTo(event.contentHash());
      (event.retracted() ? retracted : events).put(event.eventId(), event);
    }
    assertThat(events.keySet()).containsAll(retracted.keySet());
    events.keySet().removeAll(retracted.keySet());
    return List.copyOf(events.values());
  }

  /** {@link #counted} as texts, without ids. */
  TreeSet<String> said(EventStream kind) {
    TreeSet<String> said = new TreeSet<>();
    for (Event event : counted(kind)) {
      assertThat(said.add(event.toString().replaceFirst("eventId=[^,]*, ", "")))
          .as("one event of this content")
          .isTrue();
    }
    return said;
  }
}
