package vn.cds.contract.code;

import java.util.Map;

/** How a payment is made. There is no official code; the code is the order in docs/contract.md. */
public enum PaymentMethod implements WireEnum {
  /** Mã QR. */
  QR("qr", 1),
  /** Thẻ. */
  CARD("card", 2),
  /** Ví điện tử. */
  WALLET("wallet", 3),
  /** Chuyển khoản. */
  TRANSFER("transfer", 4),
  /** Mobile Money. */
  MOBILE_MONEY("mobile_money", 5),
  /** Tiền mặt. */
  CASH("cash", 6);

  private static final Map<String, PaymentMethod> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, PaymentMethod> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;

  PaymentMethod(String wireName, int code) {
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
  public static PaymentMethod of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static PaymentMethod ofCode(int code) {
    return BY_CODE.get(code);
  }
}
