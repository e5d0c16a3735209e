package vn.cds.contract;

import java.io.Serializable;

/**
 * A figure that can be declared.
 *
 * @param id such as households
 * @param name Vietnamese, NFC
 * @param englishName English
 * @param unit what its number counts
 * @param form whether it is one number or two
 * @param source the decision or report that defines it
 */
public record Figure(
    String id, String name, String englishName, Unit unit, Form form, String source)
    implements Serializable {

  /** What a number counts. */
  public enum Unit {
    /** Things. */
    COUNT,
    /** Hundredths; the denominator is mostly 100 or the number of all. */
    PERCENT,
    /** 1 or 0. */
    YES_NO,
    /** A place, of how many. */
    RANK;

    static Unit of(String name) {
      return switch (name) {
        case "count" -> COUNT;
        case "percent" -> PERCENT;
        case "yes-no" -> YES_NO;
        case "rank" -> RANK;
        default -> null;
      };
    }
  }

  /** How it is written. */
  public enum Form {
    /** One number. */
    VALUE,
    /** A numerator and a denominator that is not smaller. */
    RATIO;

    static Form of(String name) {
      return switch (name) {
        case "value" -> VALUE;
        case "ratio" -> RATIO;
        default -> null;
      };
    }
  }
}
