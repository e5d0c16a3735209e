package vn.cds.contract.code;

import java.util.Map;

/**
 * Channel through which a dossier came in (kênh tiếp nhận). The code is the official one. An absent
 * channel means the counter.
 */
public enum Channel implements WireEnum {
  /** 1: trực tiếp. */
  COUNTER("counter", 1),
  /** 2: trực tuyến. */
  ONLINE("online", 2),
  /** 3: bưu chính công ích. */
  POSTAL("postal", 3);

  private static final Map<String, Channel> BY_NAME = WireEnum.byName(values());
  private static final Map<Integer, Channel> BY_CODE = WireEnum.byCode(values());

  private final String wireName;
  private final int code;

  Channel(String wireName, int code) {
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
  public static Channel of(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value with this code, or null when there is none. */
  public static Channel ofCode(int code) {
    return BY_CODE.get(code);
  }
}
