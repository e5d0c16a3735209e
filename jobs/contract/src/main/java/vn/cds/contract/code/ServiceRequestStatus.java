package vn.cds.contract.code;

import java.util.Map;

/**
 * Status of a dossier (trạng thái hồ sơ) as sent to the national public service portal, NĐ 61/2018,
 * 107/2021, 118/2025. The code is the official one.
 */
public enum ServiceRequestStatus implements Status {
  /** 1: mới đăng ký. */
  REGISTERED("registered", 1, false),
  /** 2: được tiếp nhận. */
  ACCEPTED("accepted", 2, false),
  /** 3: không được tiếp nhận. */
  REFUSED("refused", 3, true),
  /** 4: đang xử lý. */
  IN_PROGRESS("in_progress", 4, false),
  /** 5: yêu cầu bổ sung giấy tờ. */
  SUPPLEMENT_REQUESTED("supplement_requested", 5, false),
  /** 6: yêu cầu thực hiện nghĩa vụ tài chính. */
  FEE_REQUESTED("fee_requested", 6, false),
  /** 7: công dân yêu cầu rút hồ sơ. */
  WITHDRAWN("withdrawn", 7, true),
  /** 8: dừng xử lý. */
  STOPPED("stopped", 8, true),
  /** 9: đã xử lý xong. */
  DONE("done", 9, true),
  /** 10: đã trả kết quả. */
  RESULT_RETURNED("result_returned", 10, true);

  private static final Map<String, ServiceRequestStatus> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, ServiceRequestStatus> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;
  private final boolean ends;

  ServiceRequestStatus(String wireName, int code, boolean ends) {
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
  public static ServiceRequestStatus of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static ServiceRequestStatus ofCode(int code) {
    return BY_CODE.get(code);
  }
}
