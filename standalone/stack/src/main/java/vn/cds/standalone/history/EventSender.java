package vn.cds.standalone.history;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeader;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;
import vn.cds.standalone.TopicWriter;

/** Sends the events of the rows of an import; keeps only what was rejected. */
final class EventSender implements RowSink {
  /** Where in the export a record comes from, {@code file:line}: a header of the record. */
  static final String SOURCE_HEADER = "source";

  private final TopicWriter writer;
  private final String topic;
  private final Map<String, Reject> rejects = new LinkedHashMap<>();
  private LocalDate firstDay = LocalDate.MAX;
  private LocalDate lastDay = LocalDate.MIN;
  private long records;

  EventSender(TopicWriter writer, String topic) {
    this.writer = writer;
    this.topic = topic;
  }

  @Override
  public void event(RowEvent row, String place) {
    LocalDate day = row.event().startedAt().localDay();
    firstDay = day.isBefore(firstDay) ? day : firstDay;
    lastDay = day.isAfter(lastDay) ? day : lastDay;
    writer.send(
        topic,
        row.event().communeCode().getBytes(StandardCharsets.UTF_8),
        row.json(),
        new RecordHeader(SOURCE_HEADER, place.getBytes(StandardCharsets.UTF_8)));
    records++;
  }

  @Override
  public void reject(RowReject reject) {
    // Rows that do not name a dossier are not copies of each other.
    String identity =
        reject.identity() == null ? reject.place() + ' ' + rejects.size() : reject.identity();
    rejects
        .computeIfAbsent(
            identity,
            key ->
                new Reject(
                    reject.code(),
                    reject.detail(),
                    reject.entity(),
                    reject.channel(),
                    reject.month(),
                    new ArrayList<>()))
        .sources()
        .add(reject.place());
  }

  /** What was rejected before it was sent, copies as one, in the order of the rows. */
  List<Reject> rejects() {
    return List.copyOf(rejects.values());
  }

  long records() {
    return records;
  }

  /** On which an entity began; later than {@link #lastDay()} when nothing was sent. */
  LocalDate firstDay() {
    return firstDay;
  }

  LocalDate lastDay() {
    return lastDay;
  }
}
