package vn.cds.standalone.history;

import java.time.LocalDate;
import vn.cds.importer.row.RowEvent;
import vn.cds.importer.row.RowReject;
import vn.cds.importer.row.RowSink;

/** Knows the days on which what rows tell of began, and hands the rows on. */
final class DaysOfRows implements RowSink {
  private final RowSink next;
  private LocalDate first = LocalDate.MAX;
  private LocalDate last = LocalDate.MIN;

  DaysOfRows(RowSink next) {
    this.next = next;
  }

  @Override
  public void event(RowEvent row, String place) {
    LocalDate day = row.event().startedAt().localDay();
    first = day.isBefore(first) ? day : first;
    last = day.isAfter(last) ? day : last;
    next.event(row, place);
  }

  @Override
  public void reject(RowReject reject) {
    next.reject(reject);
  }

  @Override
  public void moved(String entity, String fromCommune) {
    next.moved(entity, fromCommune);
  }

  @Override
  public void incompleteFile() {
    next.incompleteFile();
  }

  @Override
  public RowFate endOfRow(String entity, String place) {
    return next.endOfRow(entity, place);
  }

  /** Later than {@link #last()} when no row could be read. */
  LocalDate first() {
    return first;
  }

  LocalDate last() {
    return last;
  }
}
