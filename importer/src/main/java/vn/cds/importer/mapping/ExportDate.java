package vn.cds.importer.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Optional;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;

/**
 * The moment whose state an export tells. A day stands for its end. Ordered from older to newer; a
 * time that is the last millisecond of its day is older than that day.
 *
 * @param at null when the export has no date, which is older than every date
 */
public record ExportDate(TimeOrDay at) implements Comparable<ExportDate> {
  /** Of an export without a date; older than every other. */
  public static final ExportDate NONE = new ExportDate(null);

  /**
   * Reads {@code 2026-10-31}, {@code 2026-10-31T18:00} (local time) or {@code
   * 2026-10-31T18:00:00+07:00}; nothing when the text is none of them.
   */
  public static Optional<ExportDate> parse(String text) {
    try {
      TimeOrDay at =
          text.indexOf('T') < 0
              ? TimeOrDay.on(LocalDate.parse(text))
              : text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > 8 || text.endsWith("Z")
                  ? TimeOrDay.at(OffsetDateTime.parse(text).toInstant())
                  : TimeOrDay.at(LocalDateTime.parse(text).toInstant(VietnamTime.OFFSET));
      return Optional.of(new ExportDate(at));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether the export has no date. */
  public boolean isNone() {
    return at == null;
  }

  @Override
  public int compareTo(ExportDate other) {
    if (at == null || other.at == null) {
      return Boolean.compare(at != null, other.at != null);
    }
    int byEnd = Long.compare(TimeOrDay.last(at.word()), TimeOrDay.last(other.at.word()));
    return byEnd != 0 ? byEnd : Boolean.compare(at.isDay(), other.at.isDay());
  }

  /** The greater of two. */
  public static ExportDate newer(ExportDate a, ExportDate b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** As {@link #parse} reads it; {@code none} without a date. */
  @Override
  public String toString() {
    return at == null ? "none" : at.toString();
  }
}
