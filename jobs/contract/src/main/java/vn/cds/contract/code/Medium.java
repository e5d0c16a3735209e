package vn.cds.contract.code;

import java.util.Map;

/**
 * Medium of a document. There is no official code; the code is the order in docs/contract.md. An
 * absent medium means paper.
 */
public enum Medium implements WireEnum {
  /** Văn bản điện tử. */
  ELECTRONIC("electronic", 1),
  /** Văn bản giấy. */
  PAPER("paper", 2);

  private static final Map<String, Medium> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, Medium> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;

  Medium(String wireName, int code) {
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
  public static Medium of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static Medium ofCode(int code) {
    return BY_CODE.get(code);
  }
}
