package vn.cds.contract.code;

import java.util.Map;

/** What is paid for. There is no official code; the code is the order in docs/contract.md. */
public enum PaymentCategory implements WireEnum {
  /** Phí. */
  FEE("fee", 1),
  /** Lệ phí. */
  CHARGE("charge", 2),
  /** Thuế. */
  TAX("tax", 3),
  /** Học phí. */
  TUITION("tuition", 4),
  /** Viện phí. */
  HOSPITAL_FEE("hospital_fee", 5),
  /** Tiền điện. */
  ELECTRICITY("electricity", 6),
  /** Tiền nước. */
  WATER("water", 7),
  /** Tiền phạt. */
  FINE("fine", 8),
  /** Bảo hiểm xã hội. */
  SOCIAL_INSURANCE("social_insurance", 9);

  private static final Map<String, PaymentCategory> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, PaymentCategory> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;

  PaymentCategory(String wireName, int code) {
    this.wireName = wireName;
    this.code = code;
  }

  @Override
  public String wireName() {
    return wireName;
  }

  @Override
  public int code() {
    return code;
  }

  /** The value with this wire name, or null when there is none. */
  public static PaymentCategory of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static PaymentCategory ofCode(int code) {
    return BY_CODE.get(code);
  }
}
