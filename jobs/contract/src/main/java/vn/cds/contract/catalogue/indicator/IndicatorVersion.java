package vn.cds.contract.catalogue.indicator;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * How an indicator is computed and judged from one day to another (docs/scoring.md).
 *
 * @param effectiveFrom first local day
 * @param effectiveTo first local day without it; null: open
 * @param numerator {@link Formula#NONE} when the input is missing
 * @param denominator {@link Formula#NONE} stands for 1
 * @param target the rate that gives full points; null: watched only
 * @param points the most it gives; null: none
 * @param minimumN smaller denominators are not enough data
 * @param source the decision and its article, or that it is configured
 * @param verified whether formula, target and points were checked against the source
 */
public record IndicatorVersion(
    LocalDate effectiveFrom,
    LocalDate effectiveTo,
    Formula numerator,
    Formula denominator,
    BigDecimal target,
    Better better,
    BigDecimal points,
    ZeroDenominator zeroDenominator,
    int minimumN,
    String source,
    boolean verified) {

  /** Whether it judges a period that ends with this local day. */
  public boolean isEffective(LocalDate day) {
    return !day.isBefore(effectiveFrom) && (effectiveTo == null || day.isBefore(effectiveTo));
  }
}
