package vn.cds.contract.code;

import java.util.Map;

/**
 * Status of a document (trạng thái văn bản) on the national exchange axis, QĐ 28/2018/QĐ-TTg. The
 * code is the official one.
 */
public enum DocumentStatus implements Status {
  /** 01: đã đến. */
  ARRIVED("arrived", 1, false),
  /** 02: từ chối nhận. */
  REFUSED("refused", 2, true),
  /** 03: đã tiếp nhận. */
  RECEIVED("received", 3, false),
  /** 04: phân công. */
  ASSIGNED("assigned", 4, false),
  /** 05: đang xử lý. */
  IN_PROGRESS("in_progress", 5, false),
  /** 06: hoàn thành. */
  DONE("done", 6, true),
  /** 13: lấy lại. */
  RECALLED("recalled", 13, true),
  /** 15: đồng ý cập nhật. */
  UPDATE_ACCEPTED("update_accepted", 15, false),
  /** 16: từ chối cập nhật. */
  UPDATE_REFUSED("update_refused", 16, false);

  private static final Map<String, DocumentStatus> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, DocumentStatus> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;
  private final boolean ends;

  DocumentStatus(String wireName, int code, boolean ends) {
    this.wireName = wireName;
    this.code = code;
    this.ends = ends;
  }

  @Override
  public String wireName() {
    return wireName;
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public boolean ends() {
    return ends;
  }

  /** The value with this wire name, or null when there is none. */
  public static DocumentStatus of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static DocumentStatus ofCode(int code) {
    return BY_CODE.get(code);
  }
}
