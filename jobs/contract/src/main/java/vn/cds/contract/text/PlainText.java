package vn.cds.contract.text;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * The rule for texts from outside (names, notes, codes), which may hold line breaks that look like
 * headers, and characters that nobody sees or that turn the direction of reading. What comes in as
 * data is counted as it is and cleaned where it goes out; what an operator writes is refused.
 */
public final class PlainText {
  /** Characters of the longest text. */
  public static final int LONGEST = 1000;

  private static final String CUT = "…";

  private PlainText() {}

  /**
   * The text as one line in NFC: line breaks and tabs become spaces; control characters,
   * bidirectional and zero-width ones go; half a surrogate pair becomes U+FFFD.
   */
  public static String clean(String text) {
    if (isPlainAscii(text)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isBreak(c)) {
                clean.append(' ');
              } else if (isHalf(c)) {
                clean.append('\uFFFD');
              } else if (!isHidden(c)) {
                clean.appendCodePoint(c);
              }
            });
    return Normalizer.normalize(clean, Normalizer.Form.NFC);
  }

  /** As {@link #clean}, and cut to {@link #LONGEST} characters. */
  public static String cleanAndShort(String text) {
    String clean = clean(text);
    if (clean.length() <= LONGEST) {
      return clean;
    }
    int end = LONGEST - CUT.length();
    return clean.substring(0, Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end)
        + CUT;
  }

  /** As {@link #clean}, for a text of many lines: their breaks and tabs stay. */
  public static String cleanLines(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c == '\n' || c == '\t' || !isHidden(c))
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /**
   * What is wrong with a text that an operator wrote, as the end of a sentence that begins with its
   * place; empty when nothing is.
   */
  public static Optional<String> fault(String text) {
    if (text.length() > LONGEST) {
      return Optional.of("has %d characters; write %d at most.".formatted(text.length(), LONGEST));
    }
    Optional<String> character =
        text.codePoints()
            .filter(c -> isBreak(c) || isHidden(c) || isHalf(c))
            .mapToObj(c -> isBreak(c) ? "has a line break or a tab; write one line." : hidden(c))
            .findFirst();
    if (character.isEmpty() && !Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      return Optional.of("is not in Unicode normal form NFC; normalise the file.");
    }
    return character;
  }

  private static String hidden(int c) {
    return String.format(
        Locale.ROOT, "has the character U+%04X, which cannot be seen; remove it.", c);
  }

  private static boolean isPlainAscii(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }

  private static boolean isBreak(int c) {
    return (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  private static boolean isHalf(int c) {
    return Character.getType(c) == Character.SURROGATE;
  }

  /**
   * Formats are bidirectional and zero-width characters; the others are letters without a shape.
   */
  private static boolean isHidden(int c) {
    return switch (c) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0 ->
          true;
      default -> {
        int type = Character.getType(c);
        boolean noCharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
        yield type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR
            || noCharacter;
      }
    };
  }
}
