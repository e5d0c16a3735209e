package vn.cds.contract.code;

import java.util.Map;

/**
 * Level of an online public service (mức độ dịch vụ công trực tuyến). There is no official code;
 * the code is the order in docs/contract.md.
 */
public enum ServiceLevel implements WireEnum {
  /** Toàn trình. */
  FULL("full", 1),
  /** Một phần. */
  PARTIAL("partial", 2);

  private static final Map<String, ServiceLevel> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, ServiceLevel> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;

  ServiceLevel(String wireName, int code) {
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
  public static ServiceLevel of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static ServiceLevel ofCode(int code) {
    return BY_CODE.get(code);
  }
}
