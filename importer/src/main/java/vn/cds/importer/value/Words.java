package vn.cds.importer.value;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.cds.contract.code.WireEnum;

/**
 * The words of one-stop systems for the values of the contract, without marks and in lower case. A
 * mapping is asked first; it may give a word another meaning.
 */
public final class Words {
  private static final Map<String, Map<String, String>> MEANINGS = new HashMap<>();
  private static final Map<String, Boolean> BOOLEANS = new HashMap<>();

  static {
    add(
        "service-requests.status",
        "registered",
        "moi dang ky",
        "moi nop",
        "da nop",
        "moi",
        "cho tiep nhan",
        "dang ky moi",
        "cho xac nhan",
        "open",
        "new");
    add(
        "service-requests.status",
        "accepted",
        "da tiep nhan",
        "duoc tiep nhan",
        "tiep nhan",
        "moi tiep nhan");
    add(
        "service-requests.status",
        "refused",
        "khong tiep nhan",
        "khong duoc tiep nhan",
        "tu choi",
        "tu choi tiep nhan",
        "bi tu choi");
    add(
        "service-requests.status",
        "in_progress",
        "dang xu ly",
        "dang giai quyet",
        "dang thu ly",
        "cho phe duyet",
        "cho ky",
        "dang tham dinh",
        "dang thuc hien",
        "chua giai quyet",
        "cho xu ly",
        "in process",
        "assigned",
        "pending");
    add(
        "service-requests.status",
        "supplement_requested",
        "yeu cau bo sung",
        "cho bo sung",
        "bo sung ho so",
        "yeu cau bo sung giay to",
        "dang cho bo sung",
        "yeu cau bo sung ho so");
    add(
        "service-requests.status",
        "fee_requested",
        "yeu cau thuc hien nghia vu tai chinh",
        "cho nop phi",
        "cho thanh toan",
        "cho thue",
        "cho nop le phi");
    add(
        "service-requests.status",
        "withdrawn",
        "rut ho so",
        "cong dan rut",
        "da rut",
        "xin rut",
        "cong dan yeu cau rut ho so",
        "da rut ho so");
    add(
        "service-requests.status",
        "stopped",
        "dung xu ly",
        "da dung",
        "huy",
        "da huy",
        "da dung xu ly",
        "cancelled",
        "canceled");
    add(
        "service-requests.status",
        "done",
        "da xu ly xong",
        "da giai quyet",
        "da xong",
        "hoan thanh",
        "da hoan thanh",
        "co ket qua",
        "da co ket qua",
        "cho tra ket qua",
        "da xu ly",
        "da giai quyet cho tra ket qua",
        "closed",
        "completed",
        "resolved");
    add(
        "service-requests.status",
        "result_returned",
        "da tra ket qua",
        "tra ket qua",
        "da tra",
        "da tra ket qua cho cong dan");
    add(
        "channel",
        "online",
        "truc tuyen",
        "nop truc tuyen",
        "qua mang",
        "internet",
        "dvc",
        "cong dich vu cong",
        "nop qua mang");
    add(
        "channel",
        "counter",
        "truc tiep",
        "nop truc tiep",
        "tai quay",
        "tai bo phan mot cua",
        "mot cua",
        "nop tai quay");
    add(
        "channel",
        "postal",
        "buu chinh",
        "buu chinh cong ich",
        "bcci",
        "qua bcci",
        "qua buu dien",
        "buu dien",
        "dich vu buu chinh cong ich",
        "qua buu chinh");
    add(
        "level",
        "full",
        "toan trinh",
        "truc tuyen toan trinh",
        "muc do 4",
        "muc 4",
        "dvc truc tuyen toan trinh");
    add(
        "level",
        "partial",
        "mot phan",
        "truc tuyen mot phan",
        "muc do 3",
        "muc 3",
        "dvc truc tuyen mot phan");
    add("documents.status", "arrived", "da den", "moi den");
    add("documents.status", "refused", "tu choi tiep nhan", "tu choi", "tra lai");
    add("documents.status", "received", "da tiep nhan", "tiep nhan");
    add("documents.status", "assigned", "phan cong", "da phan cong");
    add("documents.status", "in_progress", "dang xu ly");
    add("documents.status", "done", "hoan thanh", "da hoan thanh", "da xu ly", "da xu ly xong");
    add("documents.status", "recalled", "thu hoi", "da thu hoi", "lay lai");
    add("direction", "incoming", "den", "van ban den", "vb den", "cong van den");
    add("direction", "outgoing", "di", "van ban di", "vb di", "cong van di");
    add("medium", "electronic", "dien tu", "van ban dien tu", "ban dien tu");
    add("medium", "paper", "giay", "ban giay", "van ban giay");
    add("payments.status", "started", "khoi tao", "cho thanh toan", "dang xu ly");
    add(
        "payments.status",
        "succeeded",
        "thanh cong",
        "da thanh toan",
        "giao dich thanh cong",
        "success",
        "thanh toan thanh cong");
    add("payments.status", "failed", "that bai", "khong thanh cong", "loi", "giao dich that bai");
    add("payments.status", "reversed", "hoan tien", "da hoan tien", "hoan tra", "da hoan tra");
    add("payments.status", "mismatched", "lech", "sai lech", "chenh lech", "khong khop");
    add("category", "fee", "phi");
    add("category", "charge", "le phi");
    add("category", "tax", "thue");
    add("category", "tuition", "hoc phi");
    add("category", "hospital_fee", "vien phi");
    add("category", "electricity", "dien", "tien dien");
    add("category", "water", "nuoc", "tien nuoc");
    add("category", "fine", "phat", "tien phat", "xu phat", "phat vi pham hanh chinh");
    add("category", "social_insurance", "bhxh", "bao hiem xa hoi");
    add("method", "qr", "qr code", "ma qr", "vietqr", "quet ma qr");
    add("method", "card", "the", "the atm", "the tin dung", "the ngan hang");
    add("method", "wallet", "vi dien tu", "momo", "zalopay", "vnpay", "viettel money");
    add("method", "transfer", "chuyen khoan", "ngan hang", "internet banking", "uy nhiem chi");
    add("method", "mobile_money", "mobile money", "tien di dong");
    add("method", "cash", "tien mat", "truc tiep", "tien mat tai quay");
    add("gateway", "national", "quoc gia", "cong dvc quoc gia", "cong quoc gia");
    add("gateway", "provincial", "tinh", "cong tinh", "dia phuong", "cong dvc tinh");
    List.of(
            "co",
            "x",
            "v",
            "1",
            "yes",
            "y",
            "dung",
            "true",
            "roi",
            "da",
            "hai long",
            "rat hai long",
            "da so hoa",
            "co xac thuc",
            "da xac thuc")
        .forEach(word -> BOOLEANS.put(word, true));
    List.of(
            "khong",
            "0",
            "no",
            "n",
            "sai",
            "false",
            "chua",
            "khong hai long",
            "chua so hoa",
            "chua xac thuc",
            "khong xac thuc")
        .forEach(word -> BOOLEANS.put(word, false));
  }

  private Words() {}

  private static void add(String list, String value, String... words) {
    Map<String, String> meanings = MEANINGS.computeIfAbsent(list, l -> new HashMap<>());
    for (String word : words) {
      meanings.put(word, value);
    }
  }

  /**
   * The value of the contract that a cell means: by its name, its official number, or a word; null
   * when it is not known.
   *
   * @param kind of the events, such as {@code service-requests}
   * @param listed the values of the field
   */
  public static String value(String kind, String field, String cell, List<WireEnum> listed) {
    for (WireEnum value : listed) {
      if (value.wireName().equals(cell)) {
        return cell;
      }
    }
    String words = CellText.bareWords(cell);
    for (WireEnum value : listed) {
      String number = String.valueOf(value.code());
      if (words.equals(number)
          || words.equals("0" + number)
          || words.equals(value.wireName())
          || words.equals(value.wireName().replace('_', ' '))) {
        return value.wireName();
      }
    }
    Map<String, String> meanings = MEANINGS.get(field.equals("status") ? kind + ".status" : field);
    return meanings == null ? null : meanings.get(words);
  }

  /** Whether a cell says yes or no; null when it says neither. */
  public static Boolean truth(String cell) {
    if (cell.equals("✓") || cell.equals("✔") || cell.equals("☑")) {
      return true;
    }
    return BOOLEANS.get(CellText.bareWords(cell));
  }
}
