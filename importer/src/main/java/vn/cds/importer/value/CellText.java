package vn.cds.importer.value;

import java.text.Normalizer;
import java.util.Locale;
import vn.cds.contract.text.Spelling;

/** One writing of what people write in several: normal forms, spaces, capitals, tone marks. */
public final class CellText {
  private CellText() {}

  /**
   * NFC, any run of spaces and line breaks as one space, none at the ends, no characters that
   * nobody sees.
   */
  public static String clean(String text) {
    if (isClean(text)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        space = !clean.isEmpty();
      } else if (c != '\u200B' && c != '\u200C' && c != '\u200D' && c != '\uFEFF') {
        if (space) {
          clean.append(' ');
          space = false;
        }
        clean.append(c);
      }
    }
    return Normalizer.normalize(clean, Normalizer.Form.NFC);
  }

  private static boolean isClean(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c > 0x7E
          || c < ' '
          || c == ' ' && (i == 0 || i == length - 1 || text.charAt(i - 1) == ' ')) {
        return false;
      }
    }
    return true;
  }

  /** For comparing words and names: clean, lower case, one spelling of tone marks. */
  public static String key(String text) {
    if (isClean(text)) {
      return text.toLowerCase(Locale.ROOT); // no marks
    }
    return Spelling.official(clean(text)).toLowerCase(Locale.ROOT);
  }

  /** For comparing without marks: as {@link #key}, without any mark; đ is d. */
  public static String bare(String text) {
    String apart = Normalizer.normalize(clean(text).toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    StringBuilder bare = new StringBuilder(apart.length());
    for (int i = 0; i < apart.length(); i++) {
      char c = apart.charAt(i);
      if (Character.getType(c) != Character.NON_SPACING_MARK) {
        bare.append(c == 'đ' ? 'd' : c);
      }
    }
    return bare.toString();
  }

  /** The words of a text without marks, with single spaces: only letters and digits stay. */
  public static String bareWords(String text) {
    return words(bare(text));
  }

  /** The words of a text with its marks, as many as {@link #bareWords} has. */
  public static String keyWords(String text) {
    return words(key(text));
  }

  private static String words(String text) {
    StringBuilder words = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        words.append(c);
      } else if (!words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
        words.append(' ');
      }
    }
    return words.toString().strip();
  }
}
