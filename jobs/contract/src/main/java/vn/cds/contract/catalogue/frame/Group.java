package vn.cds.contract.catalogue.frame;

import java.math.BigDecimal;
import vn.cds.contract.text.Names;

/**
 * A group of indicators in a frame.
 *
 * @param id unique within its frame
 * @param points the most points it gives; null unless the frame gives points
 * @param criteria how many criteria the decision lists in it; null unless the frame has criteria
 */
public record Group(String id, Names name, BigDecimal points, Integer criteria) {}
