package vn.cds.contract.code;

import java.util.Map;

/**
 * Direction of a document, seen from the commune. There is no official code; the code is the order
 * in docs/contract.md.
 */
public enum Direction implements WireEnum {
  /** Văn bản đến. */
  INCOMING("incoming", 1),
  /** Văn bản đi. */
  OUTGOING("outgoing", 2);

  private static final Map<String, Direction> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, Direction> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;

  Direction(String wireName, int code) {
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
  public static Direction of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static Direction ofCode(int code) {
    return BY_CODE.get(code);
  }
}
