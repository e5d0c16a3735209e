package vn.cds.importer.inspect;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.mapping.DateInFile;
import vn.cds.importer.mapping.ExportDate;
import vn.cds.importer.value.CellText;
import vn.cds.importer.value.TimeSettings;

/**
 * A date of the export that stands above its header.
 *
 * @param words before it, as {@code export.date_in_file} names them
 */
record StatedDate(String words, ExportDate date) {
  /**
   * What systems write before the date, likely ones first: the moment that the figures are of is
   * nearer to what is wanted than the moment when they were printed.
   */
  private static final List<String> WORDS =
      List.of(
          "tính đến hết ngày",
          "tính đến ngày",
          "tính đến thời điểm",
          "tính đến",
          "số liệu đến ngày",
          "dữ liệu đến ngày",
          "thời điểm chốt số liệu",
          "ngày chốt số liệu",
          "data as of",
          "as of",
          "thời điểm xuất dữ liệu",
          "thời điểm xuất",
          "thời gian xuất",
          "ngày giờ xuất",
          "ngày xuất dữ liệu",
          "ngày xuất báo cáo",
          "ngày xuất",
          "xuất ngày",
          "xuất lúc",
          "thời gian kết xuất",
          "ngày kết xuất",
          "thời gian trích xuất",
          "ngày trích xuất",
          "exported on",
          "exported at",
          "exported",
          "export date",
          "export time",
          "generated on",
          "generated at",
          "generated",
          "report date",
          "run date",
          "created on",
          "thời gian in",
          "ngày giờ in",
          "ngày in",
          "in ngày",
          "printed",
          "ngày lập báo cáo",
          "ngày lập biểu",
          "ngày lập",
          "ngày báo cáo");

  /** The likeliest one whose date is clear; with or without marks. */
  static Optional<StatedDate> find(List<SourceRow> above, boolean monthFirst) {
    TimeSettings times = monthFirst ? Inspection.MONTH_FIRST : TimeSettings.DEFAULT;
    return WORDS.stream()
        .flatMap(words -> Stream.of(words, CellText.bare(words)))
        .flatMap(
            words ->
                Optional.ofNullable(DateInFile.find(words, above, times))
                    .map(date -> new StatedDate(words, date))
                    .stream())
        .findFirst();
  }
}
