package vn.cds.contract.catalogue.frame;

import java.math.BigDecimal;
import vn.cds.contract.text.Names;

/**
 * A class of scores, such as "tốt".
 *
 * @param id unique within its frame
 * @param from the lowest score of the class, 0 to 100
 */
public record ScoreClass(String id, BigDecimal from, Names name) {}
