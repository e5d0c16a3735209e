package vn.cds.dashboard.access.grant;

import java.util.Set;

/**
 * A role in some provinces.
 *
 * @param provinces two digits each; null: all
 */
public record Grant(Role role, Set<String> provinces) {

  public static final Grant EVERYTHING = new Grant(Role.ADMINISTRATOR, null);

  public Grant {
    provinces = provinces == null ? null : Set.copyOf(provinces);
  }

  /**
   * Whether it reaches into a province.
   *
   * @param province two digits; '' for the whole country
   */
  boolean covers(String province) {
    return provinces == null || provinces.contains(province);
  }
}
