package vn.cds.contract.code;

import java.util.Map;

/** Gateway of an online payment (cổng thanh toán). The code is the official one. */
public enum Gateway implements WireEnum {
  /** 1: cổng thanh toán của Cổng Dịch vụ công quốc gia. */
  NATIONAL("national", 1),
  /** 2: cổng thanh toán của bộ, tỉnh. */
  PROVINCIAL("provincial", 2);

  private static final Map<String, Gateway> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, Gateway> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;

  Gateway(String wireName, int code) {
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
  public static Gateway of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static Gateway ofCode(int code) {
    return BY_CODE.get(code);
  }
}
