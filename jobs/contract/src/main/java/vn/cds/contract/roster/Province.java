package vn.cds.contract.roster;

import java.io.Serializable;
import vn.cds.contract.text.Spelling;

/**
 * A province or a city under the central government (tỉnh, thành phố).
 *
 * @param code two digits
 * @param name full Vietnamese name, as {@link Spelling#official} spells it, such as Tỉnh Thanh Hoá
 * @param englishName such as Thanh Hoa
 */
public record Province(String code, String name, String englishName) implements Serializable {}
