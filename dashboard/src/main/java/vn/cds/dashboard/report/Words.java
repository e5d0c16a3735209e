package vn.cds.dashboard.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import vn.cds.contract.text.NumberText;
import vn.cds.contract.time.VietnamTime;
import vn.cds.sql.Period;

/** Numbers, days and words as Vietnamese readers expect them. */
final class Words {

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy");
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("HH:mm:ss 'ngày' dd/MM/yyyy").withZone(VietnamTime.ZONE);
  private static final List<String> ROMAN = List.of("I", "II", "III", "IV");
  private static final String NONE = "–";

  private Words() {}

  static String count(double number) {
    return NumberText.VIETNAMESE.number(number);
  }

  static String cases(double cases) {
    return NumberText.VIETNAMESE.cases(cases);
  }

  static String two(Double number) {
    return number == null ? NONE : NumberText.VIETNAMESE.points(number);
  }

  static String percent(Double share) {
    return share == null ? NONE : NumberText.VIETNAMESE.percent(share);
  }

  static String day(LocalDate day) {
    return DAY.format(day);
  }

  static String moment(Instant at) {
    return MOMENT.format(at);
  }

  static String movement(Integer places) {
    if (places == null) {
      return NONE;
    }
    return places == 0 ? "không đổi" : (places > 0 ? "tăng " : "giảm ") + Math.abs(places);
  }

  static String reason(String reason) {
    return switch (reason) {
      case "missing" -> "chưa tính được";
      case "not_declared" -> "chưa được khai báo";
      case "unverified" -> "chưa đối chiếu với văn bản";
      case "no_data" -> "chưa có dữ liệu";
      case "not_enough_data" -> "chưa đủ dữ liệu";
      default -> reason;
    };
  }

  static String span(Period period) {
    LocalDate last = period.toDay().minusDays(1);
    return last.equals(period.fromDay()) ? day(last) : day(period.fromDay()) + " – " + day(last);
  }

  static String period(Period period) {
    LocalDate from = period.fromDay();
    int year = from.getYear();
    return switch (period.kind()) {
      case LIVE, TODAY -> "Ngày " + day(from);
      case WEEK ->
          "Tuần "
              + Integer.parseInt(period.label().substring(6))
              + " năm "
              + period.label().substring(0, 4);
      case MONTH -> "Tháng " + from.getMonthValue() + " năm " + year;
      case QUARTER -> "Quý " + ROMAN.get(from.getMonthValue() / 3) + " năm " + year;
      case HALF_YEAR ->
          (from.getMonthValue() == 1 ? "Sáu tháng đầu năm " : "Sáu tháng cuối năm ") + year;
      case YEAR -> "Năm " + year;
      case CUSTOM -> "Từ " + day(from) + " đến " + day(period.toDay().minusDays(1));
    };
  }
}
