package vn.cds.contract.catalogue;

import java.math.BigDecimal;

/**
 * A class of scores, such as "tốt".
 *
 * @param id unique within its frame
 * @param from the lowest score of the class, 0 to 100
 */
public record ScoreClass(String id, BigDecimal from, Names name) {}
