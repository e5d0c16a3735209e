package vn.cds.importer.inspect;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import vn.cds.contract.event.EventStream;
import vn.cds.importer.value.CellText;

/**
 * What one-stop systems call the fields of the contract: words without marks, likely ones first.
 */
final class ColumnNames {
  /** How well a name fits, from 0 to 1, and the words that it fits. */
  record Fit(double score, String words) {}

  private static final Pattern WITHIN_CAMEL_CASE =
      Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

  private static final Pattern TIME_IN_FRONT =
      Pattern.compile("^(ngay gio|ngay thang nam|ngay thang|thoi gian|thoi diem) ");

  private static final Pattern TIME_BEHIND =
      Pattern.compile(" (date time|datetime|date|time|timestamp|dt|on)$");

  private static final double LESS_LIKELY = 0.004;
  private static final double CONTAINED = 0.7;

  private static final Map<String, List<String>> SERVICE_REQUESTS = new LinkedHashMap<>();
  private static final Map<String, List<String>> DOCUMENTS = new LinkedHashMap<>();
  private static final Map<String, List<String>> PAYMENTS = new LinkedHashMap<>();
  private static final Map<String, List<String>> COMMON = new LinkedHashMap<>();

  static {
    add(
        COMMON,
        "commune_code",
        "ma xa",
        "ma dvhc",
        "ma don vi hanh chinh",
        "ma phuong xa",
        "ma xa phuong",
        "ma don vi",
        "commune code",
        "ward code",
        "ma dia ban");
    add(
        COMMON,
        "commune_name",
        "ten xa",
        "xa phuong",
        "phuong xa",
        "ten xa phuong",
        "xa phuong thi tran",
        "xa",
        "phuong",
        "don vi tiep nhan",
        "co quan tiep nhan",
        "noi tiep nhan",
        "don vi xu ly",
        "don vi giai quyet",
        "co quan thuc hien",
        "don vi thuc hien",
        "ten don vi",
        "don vi",
        "dia ban",
        "co quan giai quyet",
        "commune",
        "ward",
        "ubnd xa phuong",
        "ubnd cap xa",
        "co quan",
        "agency responsible",
        "responsible agency",
        "agency name",
        "org unit");
    add(
        COMMON,
        "district_name",
        "quan huyen",
        "huyen",
        "ten huyen",
        "huyen thi xa thanh pho",
        "district",
        "ten quan huyen");
    add(COMMON, "province_name", "tinh thanh pho", "tinh thanh", "tinh", "ten tinh", "province");
    add(
        COMMON,
        "status",
        "trang thai",
        "tinh trang",
        "trang thai ho so",
        "tinh trang ho so",
        "trang thai xu ly",
        "tinh trang xu ly",
        "trang thai thanh toan",
        "trang thai giao dich",
        "status",
        "trang thai van ban");
    add(
        COMMON,
        "occurred_at",
        "ngay cap nhat",
        "ngay chuyen trang thai",
        "updated at",
        "last update",
        "changed at");

    add(
        SERVICE_REQUESTS,
        "dossier_code",
        "ma ho so",
        "so ho so",
        "ma so ho so",
        "so bien nhan",
        "ma bien nhan",
        "so phieu tiep nhan",
        "ma tiep nhan",
        "dossier code",
        "dossier id",
        "case id",
        "case concept name",
        "service request id",
        "request id",
        "case enquiry id",
        "unique key",
        "id");
    add(
        SERVICE_REQUESTS,
        "procedure_code",
        "ma thu tuc",
        "ma tthc",
        "ma thu tuc hanh chinh",
        "ma so tthc",
        "ma so thu tuc",
        "procedure code",
        "ma dich vu cong",
        "ma dvc");
    add(
        SERVICE_REQUESTS,
        "submitted_at",
        "ngay tiep nhan",
        "ngay nhan",
        "ngay nhan ho so",
        "ngay tiep nhan ho so",
        "ngay nop",
        "ngay nop ho so",
        "tiep nhan",
        "nhan ho so",
        "received",
        "received at",
        "submitted at",
        "requested at",
        "start at",
        "startdate",
        "case startdate",
        "opened at",
        "open at",
        "created at",
        "ngay tao",
        "ngay dang ky");
    add(
        SERVICE_REQUESTS,
        "accepted_at",
        "ngay tiep nhan chinh thuc",
        "ngay chap nhan",
        "ngay duyet tiep nhan",
        "accepted at");
    add(
        SERVICE_REQUESTS,
        "due_at",
        "ngay hen tra",
        "hen tra",
        "ngay hen tra ket qua",
        "han tra ket qua",
        "hen tra ket qua",
        "han tra",
        "ngay hen",
        "han xu ly",
        "han giai quyet",
        "thoi han giai quyet",
        "ngay den han",
        "due",
        "due at",
        "deadline",
        "case deadline",
        "expected at",
        "sla target at",
        "target at",
        "planned end");
    add(
        SERVICE_REQUESTS,
        "done_at",
        "ngay hoan thanh",
        "ngay ket thuc xu ly",
        "ngay ket thuc",
        "ngay co ket qua",
        "ngay xu ly xong",
        "ngay giai quyet xong",
        "ngay tra ket qua",
        "ngay tra",
        "tra ket qua",
        "ngay tra kq",
        "ngay thuc tra",
        "done",
        "done at",
        "end at",
        "enddate",
        "case enddate",
        "closed at",
        "completed at",
        "resolved at",
        "finished at");
    add(
        SERVICE_REQUESTS,
        "channel",
        "hinh thuc tiep nhan",
        "kenh tiep nhan",
        "hinh thuc nop",
        "hinh thuc nop ho so",
        "phuong thuc tiep nhan",
        "nguon tiep nhan",
        "nguon ho so",
        "hinh thuc",
        "kenh thuc hien",
        "kenh",
        "channel",
        "case channel",
        "source");
    add(
        SERVICE_REQUESTS,
        "level",
        "muc do dich vu cong",
        "muc do dvc",
        "muc do",
        "level",
        "loai dich vu cong");
    add(
        SERVICE_REQUESTS,
        "fee_due_vnd",
        "phi le phi",
        "le phi",
        "tong phi le phi",
        "phi",
        "tong phi",
        "so tien phai nop",
        "tong tien",
        "muc phi",
        "fee");
    add(
        SERVICE_REQUESTS,
        "handling_limit_hours",
        "thoi han giai quyet gio",
        "so gio giai quyet",
        "thoi gian quy dinh gio");
    add(
        SERVICE_REQUESTS,
        "electronic_result",
        "ket qua dien tu",
        "co ket qua dien tu",
        "tra ket qua dien tu");
    add(
        SERVICE_REQUESTS,
        "attachments_digitised",
        "so hoa ho so",
        "so hoa thanh phan ho so",
        "da so hoa",
        "so hoa");
    add(
        SERVICE_REQUESTS,
        "identity_verified",
        "xac thuc vneid",
        "da xac thuc dinh danh",
        "xac thuc dinh danh");
    add(SERVICE_REQUESTS, "satisfied", "muc do hai long", "danh gia hai long", "hai long");

    add(
        DOCUMENTS,
        "issuer_code",
        "ma co quan ban hanh",
        "ma don vi ban hanh",
        "ma don vi gui",
        "ma co quan gui",
        "ma dinh danh",
        "ma dinh danh don vi",
        "issuer code");
    add(
        DOCUMENTS,
        "document_number",
        "so ky hieu",
        "so va ky hieu",
        "so hieu van ban",
        "so hieu",
        "so van ban",
        "so ky hieu van ban",
        "document number");
    add(DOCUMENTS, "document_date", "ngay van ban", "ngay ban hanh", "ngay ky", "document at");
    add(DOCUMENTS, "direction", "loai van ban", "chieu van ban", "den di", "direction");
    add(DOCUMENTS, "sent_at", "ngay gui", "ngay den", "ngay phat hanh", "ngay nhan", "sent at");
    add(DOCUMENTS, "due_at", "han xu ly", "han giai quyet", "ngay den han", "due at");
    add(DOCUMENTS, "medium", "hinh thuc van ban", "hinh thuc gui", "dang van ban", "medium");
    add(DOCUMENTS, "secret", "van ban mat", "mat", "secret");
    add(DOCUMENTS, "signed_personally", "ky so ca nhan", "chu ky so ca nhan");
    add(DOCUMENTS, "signed_by_organisation", "ky so co quan", "chu ky so co quan", "ky so to chuc");

    add(
        PAYMENTS,
        "payment_id",
        "ma giao dich",
        "ma thanh toan",
        "so giao dich",
        "so bien lai",
        "ma hoa don",
        "payment id",
        "transaction id",
        "ma tham chieu");
    add(
        PAYMENTS,
        "started_at",
        "ngay giao dich",
        "ngay thanh toan",
        "ngay tao giao dich",
        "ngay nop tien",
        "started at",
        "payment at");
    add(
        PAYMENTS,
        "category",
        "loai khoan thu",
        "khoan thu",
        "loai phi",
        "loai thu",
        "category",
        "loai thanh toan");
    add(
        PAYMENTS,
        "method",
        "phuong thuc thanh toan",
        "hinh thuc thanh toan",
        "phuong thuc",
        "kenh thanh toan",
        "method");
    add(
        PAYMENTS,
        "amount_vnd",
        "so tien",
        "so tien thanh toan",
        "tong tien",
        "amount",
        "gia tri giao dich",
        "so tien vnd");
    add(PAYMENTS, "gateway", "cong thanh toan", "gateway", "nen tang thanh toan");
    add(PAYMENTS, "dossier_code", "ma ho so", "so ho so", "ma so ho so", "dossier code");
  }

  private ColumnNames() {}

  private static void add(Map<String, List<String>> to, String field, String... names) {
    to.put(field, Arrays.stream(names).map(ColumnNames::words).distinct().toList());
  }

  /**
   * The words of a name, of {@code NgayTiepNhan} as of {@code Ngày tiếp nhận}, with one word for
   * all that say that it is a time: {@code Thời gian tiếp nhận} is {@code ngay tiep nhan}, {@code
   * closed_date} and {@code Closed on} are {@code closed at}.
   */
  private static String words(String column) {
    String apart = WITHIN_CAMEL_CASE.matcher(CellText.clean(column)).replaceAll(" ");
    String words = TIME_IN_FRONT.matcher(CellText.bareWords(apart)).replaceFirst("ngay ");
    return TIME_BEHIND.matcher(words).replaceFirst(" at");
  }

  /** How well the name of a column fits a field of a kind; a score of 0 when it does not. */
  static Fit fit(EventStream kind, String field, String column) {
    String words = words(column);
    Map<String, List<String>> own =
        switch (kind) {
          case SERVICE_REQUESTS -> SERVICE_REQUESTS;
          case DOCUMENTS -> DOCUMENTS;
          case PAYMENTS -> PAYMENTS;
        };
    List<String> names = own.getOrDefault(field, COMMON.getOrDefault(field, List.of()));
    Fit best = new Fit(0, "");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      double score =
          words.equals(name)
              ? 1
              : name.length() >= 4 && (" " + words + " ").contains(" " + name + " ")
                  ? CONTAINED * Math.min(1, 0.4 + (double) name.length() / words.length())
                  : 0;
      score -= score > 0 ? LESS_LIKELY * i : 0;
      if (score > best.score) {
        best = new Fit(score, name);
      }
    }
    return best;
  }

  /** Whether any field of any kind may be called so. */
  static boolean isKnown(String column) {
    for (EventStream kind : EventStream.values()) {
      for (String field : vn.cds.importer.mapping.Fields.of(kind).names()) {
        if (fit(kind, field, column).score >= CONTAINED - 0.1) {
          return true;
        }
      }
    }
    return false;
  }
}
