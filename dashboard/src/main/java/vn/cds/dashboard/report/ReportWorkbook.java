package vn.cds.dashboard.report;

import java.io.IOException;
import java.io.OutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import vn.cds.dashboard.api.export.Cells;
import vn.cds.dashboard.report.LeadershipReport.Commune;
import vn.cds.dashboard.report.LeadershipReport.Loss;
import vn.cds.dashboard.report.LeadershipReport.Missing;
import vn.cds.dashboard.score.Standing;

/** The report as a workbook: all communes, all indicators, and what the figures rest on. */
public final class ReportWorkbook {

  private ReportWorkbook() {}

  /**
   * Writes it; the stream stays open.
   *
   * @throws IOException when the stream refuses
   */
  public static void write(LeadershipReport report, OutputStream out) throws IOException {
    Workbook workbook = new Workbook(out, "cds", "1.0");
    summary(workbook.newWorksheet("Tổng quan"), report);
    communes(workbook.newWorksheet("Xếp hạng"), report);
    losses(workbook.newWorksheet("Điểm mất"), report);
    missing(workbook.newWorksheet("Chưa tính được"), report);
    workbook.finish();
  }

  private static void summary(Worksheet sheet, LeadershipReport report) {
    LeadershipReport.Coverage coverage = report.coverage();
    Object[][] lines = {
      {"Báo cáo chuyển đổi số cấp xã", report.province().name()},
      {"Kỳ", Words.period(report.period()) + " (" + Words.span(report.period()) + ")"},
      {"Trạng thái", report.period().provisional() ? "Tạm tính" : "Kỳ đã kết thúc"},
      {"Số liệu tính đến", Words.moment(report.at())},
      {"So sánh hạng với", Words.period(report.before())},
      {"Số xã, phường, đặc khu", coverage.communes()},
      {"Có báo cáo trong kỳ", coverage.reporting()},
      {"Được xếp hạng", report.ranked().size()},
      {"Số hồ sơ tối thiểu để xếp hạng", report.minimumN()},
      {"Điểm tính được", coverage.computable()},
      {"Tổng điểm của bộ chỉ số", coverage.of()},
      {"Bộ chỉ số", report.frame().name().vi()},
      {"Nguồn", report.frame().source()},
      {"Phiên bản công thức", report.load().number()},
      {"Tử số có phần lẻ", "Suy rộng từ số hồ sơ đã đánh giá"},
    };
    for (int row = 0; row < lines.length; row++) {
      line(sheet, row, lines[row]);
      sheet.style(row, 0).bold().set();
    }
    sheet.width(0, 34);
    sheet.width(1, 60);
  }

  private static void communes(Worksheet sheet, LeadershipReport report) {
    header(
        sheet,
        "Hạng",
        "Mã",
        "Tên",
        "Hồ sơ tiếp nhận",
        "Điểm",
        "Trên số điểm tính được",
        "Tỷ lệ điểm (%)",
        "Xếp loại",
        "Tăng, giảm hạng",
        "Đang giải quyết",
        "Quá hạn",
        "Nghi lỗi đồng bộ",
        "Lý do chưa xếp hạng");
    int row = 1;
    for (Commune commune : report.communes()) {
      Standing standing = commune.standing();
      line(
          sheet,
          row++,
          standing.rank(),
          standing.communeCode(),
          standing.name(),
          standing.n(),
          standing.points(),
          standing.pointsComputable(),
          standing.score(),
          commune.scoreClass(),
          commune.movement(),
          standing.open(),
          standing.overdueProper(),
          standing.overdueSuspected(),
          Words.reason(standing.reason()));
    }
    sheet.width(2, 28);
  }

  private static void losses(Worksheet sheet, LeadershipReport report) {
    header(
        sheet,
        "Chỉ số",
        "Tên",
        "Tử số",
        "Mẫu số",
        "Tỷ lệ",
        "Mục tiêu",
        "Điểm tối đa",
        "Điểm mất",
        "Phiên bản công thức",
        "Nguồn");
    int row = 1;
    for (Loss loss : report.losses()) {
      line(
          sheet,
          row++,
          loss.id(),
          loss.name(),
          loss.numerator(),
          loss.denominator(),
          loss.rate(),
          loss.target(),
          loss.points(),
          loss.lost(),
          loss.formulaVersion(),
          loss.source());
    }
    sheet.width(1, 48);
    sheet.width(9, 40);
  }

  private static void missing(Worksheet sheet, LeadershipReport report) {
    header(sheet, "Chỉ số", "Tên", "Điểm tối đa", "Lý do");
    int row = 1;
    for (Missing missing : report.coverage().missing()) {
      line(
          sheet,
          row++,
          missing.id(),
          missing.name(),
          missing.points(),
          Words.reason(missing.reason()));
    }
    sheet.width(1, 60);
  }

  private static void header(Worksheet sheet, String... names) {
    line(sheet, 0, (Object[]) names);
    sheet.range(0, 0, 0, names.length - 1).style().bold().wrapText(true).set();
    sheet.freezePane(0, 1);
  }

  private static void line(Worksheet sheet, int row, Object... values) {
    for (int column = 0; column < values.length; column++) {
      Object value = values[column];
      if (value instanceof Number number) {
        sheet.value(row, column, number);
      } else if (value != null) {
        sheet.value(row, column, Cells.harmless(value.toString()));
      }
    }
  }
}
