package vn.cds.contract.roster;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.text.Spelling;

/**
 * A unit that ended by 2025-07-01.
 *
 * @param level {@link UnitLevel#FORMER_COMMUNE}, {@link UnitLevel#FORMER_DISTRICT} or {@link
 *     UnitLevel#FORMER_PROVINCE}
 * @param code of then; of a commune {@code DISTRICT CODE/full name}. It is stored and stands in
 *     state, so the name in it stays as the file spells it
 * @param name full name, as {@link Spelling#official} spells it
 * @param provinceCode today's province that it lies in, two digits
 * @param validTo first local day without it
 * @param successors codes of today's units of the same kind that it became part of; empty when
 *     unknown, and for districts, which have none
 */
public record FormerUnit(
    UnitLevel level,
    String code,
    String name,
    String provinceCode,
    LocalDate validTo,
    List<String> successors)
    implements Serializable {

  public FormerUnit {
    successors = List.copyOf(successors);
  }
}
