package vn.cds.contract.text;

import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * Numbers as people read them in mails and reports, one rule for each unit; the page of the board
 * has the same rules in {@code format.ts}. Immutable and thread-safe.
 */
public final class NumberText {

  /** 1.234,5 */
  public static final NumberText VIETNAMESE = new NumberText(',', '.');

  /** 1,234.5 */
  public static final NumberText ENGLISH = new NumberText('.', ',');

  private static final double LEAST_SHOWN_PERCENT = 0.1;

  private final DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);

  private NumberText(char decimal, char grouping) {
    symbols.setDecimalSeparator(decimal);
    symbols.setGroupingSeparator(grouping);
    symbols.setMinusSign('−');
  }

  /** As readers of a language expect numbers: Vietnamese ones, or English ones for all others. */
  public static NumberText in(Locale locale) {
    return locale.getLanguage().equals("vi") ? VIETNAMESE : ENGLISH;
  }

  /** With at most two decimals: 1.234,5. */
  public String number(double number) {
    return format("#,##0.##", number);
  }

  /** With two decimals, as points are written: 41,20. */
  public String points(double points) {
    return format("#,##0.00", points);
  }

  /**
   * Cases, which are whole. What is not whole was scaled up from a part of them and is written as
   * an estimate: ≈ 73.
   */
  public String cases(double cases) {
    return isEstimate(cases) ? "≈ " + format("#,##0", cases) : format("#,##0", cases);
  }

  /** Whether so many cases cannot have been counted one by one. */
  public static boolean isEstimate(double cases) {
    return cases != Math.rint(cases);
  }

  /**
   * A share with at most one decimal: 96,4 %. Never rounded up to 100 nor down to 0: one late
   * dossier among ten thousand must not read as none.
   */
  public String percent(double share) {
    double percent = 100 * share;
    if (percent > 0 && percent < LEAST_SHOWN_PERCENT) {
      percent = LEAST_SHOWN_PERCENT;
    } else if (percent > 100 - LEAST_SHOWN_PERCENT && percent < 100) {
      percent = 100 - LEAST_SHOWN_PERCENT;
    }
    return format("#,##0.#", percent) + " %";
  }

  private String format(String pattern, double number) {
    DecimalFormat format = new DecimalFormat(pattern, symbols);
    format.setRoundingMode(RoundingMode.HALF_UP);
    return format.format(number);
  }
}
