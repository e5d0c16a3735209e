package vn.cds.contract.code;

import java.util.Map;

/**
 * Status of a payment (trạng thái thanh toán). There is no official code; the code is the order in
 * docs/contract.md.
 */
public enum PaymentStatus implements Status {
  /** Khởi tạo. */
  STARTED("started", 1, false),
  /** Thành công. */
  SUCCEEDED("succeeded", 2, true),
  /** Thất bại. */
  FAILED("failed", 3, true),
  /** Hoàn trả: a success taken back, often the day after. */
  REVERSED("reversed", 4, true),
  /** Lệch đối soát: a reconciliation mismatch. */
  MISMATCHED("mismatched", 5, true);

  private static final Map<String, PaymentStatus> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, PaymentStatus> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;
  private final boolean ends;

  PaymentStatus(String wireName, int code, boolean ends) {
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
  public static PaymentStatus of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static PaymentStatus ofCode(int code) {
    return BY_CODE.get(code);
  }
}
