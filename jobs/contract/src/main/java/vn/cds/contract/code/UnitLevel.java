package vn.cds.contract.code;

import java.util.Map;

/** What kind of unit a declared figure is about. */
public enum UnitLevel implements WireEnum {
  /** A commune of the roster, by its code. */
  COMMUNE("commune", 1),
  /** A commune that ended by 2025-07-01, by {@code DISTRICT CODE/full name}. */
  FORMER_COMMUNE("former-commune", 2),
  /** A district (huyện), by its code. */
  FORMER_DISTRICT("former-district", 3),
  /** A province of the roster, by its code. */
  PROVINCE("province", 4),
  /** A province before 2025-07-01, by its code of then. */
  FORMER_PROVINCE("former-province", 5),
  /** Vietnam, {@code VN}. */
  COUNTRY("country", 6);

  /** The unit of the level {@link #COUNTRY}. */
  public static final String COUNTRY_CODE = "VN";

  private static final Map<String, UnitLevel> BY_NAME = WireEnum.byName(values());

  private final String wireName;
  private final int code;

  UnitLevel(String wireName, int code) {
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

  /** The level with this wire name, or null. */
  public static UnitLevel of(String wireName) {
    return BY_NAME.get(wireName);
  }
}
