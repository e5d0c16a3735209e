package vn.cds.importer.preview;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;

/**
 * What an import would come to, without counting anything: dossiers, documents or payments by
 * commune, by day and by channel. It holds some 200 bytes of each.
 *
 * <p>A dossier is judged by its due time alone, at the moment of its first end; the job that counts
 * also knows limits in hours, supplements and withdrawals.
 */
public final class ImportPreview implements RowSink {
  private static final long ABSENT = Long.MIN_VALUE;
  private static final int MOST_REJECTS = 1_000_000;

  private final Map<String, Matter> matters = new HashMap<>();
  private final List<RowReject> rejects = new ArrayList<>();

  /** A dossier, document or payment. */
  private static final class Matter {
    final String commune;
    long start = ABSENT;
    long due = ABSENT;
    long dueSince = ABSENT;
    long end = ABSENT;
    Channel channel;

    Matter(String commune) {
      this.commune = commune;
    }
  }

  /**
   * Sums; {@code received} is that of the next four. Only dossiers are judged, others are open.
   *
   * @param undated ended without a due time
   */
  public record Line(long received, long onTime, long late, long undated, long open) {
    static final Line ZERO = new Line(0, 0, 0, 0, 0);

    Line plus(Line other) {
      return new Line(
          received + other.received,
          onTime + other.onTime,
          late + other.late,
          undated + other.undated,
          open + other.open);
    }
  }

  @Override
  public void event(RowEvent row, String place) {
    Event event = row.event();
    Matter matter =
        matters.computeIfAbsent(
            key(event.communeCode(), event.entityKey()), key -> new Matter(event.communeCode()));
    matter.start = Math.max(matter.start, event.startedAt().word());
    if (event instanceof ServiceRequestEvent request) {
      long at = TimeOrDay.last(request.occurredAt().word());
      if (request.dueAt() != null && at >= matter.dueSince) {
        matter.due = request.dueAt().word();
        matter.dueSince = at;
      }
      if (request.channel() != null) {
        matter.channel = request.channel();
      }
      end(matter, request);
    }
  }

  private static String key(String commune, String entity) {
    return commune + ' ' + entity;
  }

  private static void end(Matter matter, ServiceRequestEvent request) {
    ServiceRequestStatus status = request.status();
    boolean done =
        status == ServiceRequestStatus.DONE || status == ServiceRequestStatus.RESULT_RETURNED;
    long end =
        request.doneAt() != null
            ? request.doneAt().word()
            : done || status.ends() ? request.occurredAt().word() : ABSENT;
    if (end != ABSENT && (matter.end == ABSENT || TimeOrDay.isBefore(end, matter.end))) {
      matter.end = end;
    }
  }

  @Override
  public void moved(String entity, String fromCommune) {
    matters.remove(key(fromCommune, entity));
  }

  @Override
  public void reject(RowReject reject) {
    if (rejects.size() < MOST_REJECTS) {
      rejects.add(reject);
    }
  }

  /** The rejects in the order of the rows, at most a million. */
  public List<RowReject> rejects() {
    return List.copyOf(rejects);
  }

  /** The line over everything. */
  public Line all() {
    return matters.values().stream().map(ImportPreview::line).reduce(Line.ZERO, Line::plus);
  }

  /** By code of the commune. */
  public Map<String, Line> communes() {
    return by(matter -> matter.commune);
  }

  /** By the local day on which it began. */
  public Map<LocalDate, Line> days() {
    return by(matter -> LocalDate.ofEpochDay(TimeOrDay.epochDay(matter.start)));
  }

  /** By channel on the wire; the counter where none is told. Empty unless there are dossiers. */
  public Map<String, Line> channels() {
    return by(matter -> (matter.channel == null ? Channel.COUNTER : matter.channel).wireName());
  }

  private <K> Map<K, Line> by(java.util.function.Function<Matter, K> key) {
    Map<K, Line> lines = new TreeMap<>();
    matters.values().forEach(matter -> lines.merge(key.apply(matter), line(matter), Line::plus));
    return lines;
  }

  private static Line line(Matter matter) {
    boolean ended = matter.end != ABSENT;
    boolean dated = matter.due != ABSENT;
    boolean late = ended && dated && TimeOrDay.isBefore(matter.due, matter.end);
    return new Line(
        1, ended && dated && !late ? 1 : 0, late ? 1 : 0, ended && !dated ? 1 : 0, ended ? 0 : 1);
  }
}
