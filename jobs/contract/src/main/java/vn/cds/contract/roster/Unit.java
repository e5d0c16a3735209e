package vn.cds.contract.roster;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import vn.cds.contract.text.Spelling;

/**
 * A commune-level unit while it has one name and one area. Its key is code and validFrom: since
 * 2025-07-01 many codes stand for another unit than before.
 *
 * @param code five digits
 * @param name full name with its kind, as {@link Spelling#official} spells it, such as Phường Hạc
 *     Thành
 * @param provinceCode two digits
 * @param validFrom first local day
 * @param validTo first local day on which it is no longer valid; null while it is
 * @param predecessors full names of the units it was made of, as the file spells them since codes
 *     of former communes are made of them; empty when unknown or unchanged
 * @param latitude of the centroid in degrees; NaN when unknown
 * @param longitude of the centroid in degrees; NaN when unknown
 * @param areaKm2 square kilometres; NaN when unknown
 * @param formerDistrict full name of the district before 2025-07-01, or null when unknown
 */
public record Unit(
    String code,
    String name,
    UnitKind kind,
    String provinceCode,
    LocalDate validFrom,
    LocalDate validTo,
    List<String> predecessors,
    double latitude,
    double longitude,
    double areaKm2,
    String formerDistrict)
    implements Serializable {

  public Unit {
    predecessors = List.copyOf(predecessors);
  }

  /** Whether the unit exists on this local day. */
  public boolean validOn(LocalDate day) {
    return !day.isBefore(validFrom) && (validTo == null || day.isBefore(validTo));
  }
}
