package vn.cds.contract.figure;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

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
      return named(values(), name);
    }

    /** Its name in files and tables. */
    public String wireName() {
      return Figure.wireName(this);
    }
  }

  /** How it is written. */
  public enum Form {
    /** One number. */
    VALUE,
    /** A numerator and a denominator that is not smaller. */
    RATIO;

    static Form of(String name) {
      return named(values(), name);
    }

    /** Its name in files and tables. */
    public String wireName() {
      return Figure.wireName(this);
    }
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one whose name in files this is, or null. */
  static <T extends Enum<T>> T named(T[] values, String name) {
    return Arrays.stream(values)
        .filter(value -> wireName(value).equals(name))
        .findAny()
        .orElse(null);
  }
}
