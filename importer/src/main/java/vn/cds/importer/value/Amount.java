package vn.cds.importer.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;

/** Amounts of whole VND as people and systems write them. */
public final class Amount {
  private static final Set<String> FREE =
      Set.of("mien phi", "mien le phi", "mien", "khong thu", "khong thu phi", "khong", "free");

  private Amount() {}

  /**
   * The amount, or null when the text is none. One point or comma before exactly three digits, and
   * several of one kind, part thousands; otherwise it parts decimals, which must be zero.
   *
   * @param number whether a workbook holds it as a number, whose point parts decimals
   */
  public static BigInteger parse(String cell, boolean number) {
    String text = cell.strip();
    if (isDigits(text)) {
      return new BigInteger(text);
    }
    if (number) {
      return whole(text);
    }
    if (FREE.contains(CellText.bare(text))) {
      return BigInteger.ZERO;
    }
    boolean negative = false;
    StringBuilder digits = new StringBuilder();
    String bare = withoutCurrency(text);
    if (bare.startsWith("(") && bare.endsWith(")")) {
      negative = true;
      bare = bare.substring(1, bare.length() - 1);
    } else if (bare.startsWith("-") || bare.startsWith("+")) {
      negative = bare.charAt(0) == '-';
      bare = bare.substring(1);
    }
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (c >= '0' && c <= '9' || c == '.' || c == ',') {
        digits.append(c);
      } else if (c != ' ' && c != '\'' && c != '\u00A0' && c != '\u202F') {
        return null;
      }
    }
    BigInteger amount = whole(plain(digits.toString()));
    return amount == null ? null : negative ? amount.negate() : amount;
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 18;
  }

  private static String withoutCurrency(String cell) {
    String text = CellText.clean(cell).toLowerCase(Locale.ROOT);
    for (String word : new String[] {"vnđ", "vnd", "đồng", "dong", "đ", "₫", "d"}) {
      if (text.endsWith(word)) {
        text = text.substring(0, text.length() - word.length());
        break;
      }
      if (word.length() > 1 && text.startsWith(word) || text.startsWith("₫")) {
        text = text.substring(text.startsWith("₫") ? 1 : word.length());
        break;
      }
    }
    text = text.strip();
    return text.endsWith(",-") || text.endsWith(".-") ? text.substring(0, text.length() - 2) : text;
  }

  /** Digits with at most a point before decimals; null when the separators make no sense. */
  private static String plain(String text) {
    int points = count(text, '.');
    int commas = count(text, ',');
    if (points > 0 && commas > 0) {
      char decimal = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ',';
      char thousands = decimal == '.' ? ',' : '.';
      if (count(text, decimal) > 1) {
        return null;
      }
      int at = text.indexOf(decimal);
      String whole = grouped(text.substring(0, at), thousands);
      return whole == null || text.indexOf(thousands, at) >= 0
          ? null
          : whole + '.' + text.substring(at + 1);
    }
    if (points + commas == 0) {
      return text;
    }
    char separator = points > 0 ? '.' : ',';
    int last = text.lastIndexOf(separator);
    if (points + commas > 1 || text.length() - last - 1 == 3 && last <= 3) {
      return grouped(text, separator);
    }
    return text.replace(separator, '.');
  }

  private static int count(String text, char c) {
    return (int) text.chars().filter(other -> other == c).count();
  }

  /** Without the separators of thousands; null when a group does not have three digits. */
  private static String grouped(String text, char separator) {
    int end = text.length();
    int at = text.lastIndexOf(separator);
    while (at >= 0) {
      if (end - at - 1 != 3) {
        return null;
      }
      end = at;
      at = text.lastIndexOf(separator, at - 1);
    }
    return end == 0 || end > 3 && count(text, separator) > 0
        ? null
        : text.replace(String.valueOf(separator), "");
  }

  private static BigInteger whole(String text) {
    if (text == null || text.isEmpty() || text.length() > 40) {
      return null;
    }
    try {
      return new BigDecimal(text).stripTrailingZeros().toBigIntegerExact();
    } catch (NumberFormatException e) {
      return null;
    } catch (ArithmeticException e) {
      return null; // a part of a đồng
    }
  }
}
