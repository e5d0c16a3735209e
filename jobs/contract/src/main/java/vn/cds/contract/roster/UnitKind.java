package vn.cds.contract.roster;

/** Kind of a commune-level unit (loại đơn vị hành chính cấp xã). */
public enum UnitKind {
  /** Xã: rural commune. */
  XA("xa"),
  /** Phường: ward. */
  PHUONG("phuong"),
  /** Đặc khu: special zone, since 2025-07-01. */
  DAC_KHU("dac_khu"),
  /** Thị trấn: township, until 2025-06-30. */
  THI_TRAN("thi_tran");

  private final String wireName;

  UnitKind(String wireName) {
    this.wireName = wireName;
  }

  /** Name in files and storage, such as {@code dac_khu}. */
  public String wireName() {
    return wireName;
  }

  /** The kind with this wire name, or null when there is none. */
  public static UnitKind of(String wireName) {
    for (UnitKind kind : values()) {
      if (kind.wireName.equals(wireName)) {
        return kind;
      }
    }
    return null;
  }
}
