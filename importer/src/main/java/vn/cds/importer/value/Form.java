package vn.cds.importer.value;

/** The form of a value without its content, for people who must not see the content. */
public final class Form {
  private static final int LONGEST = 40;

  private Form() {}

  /**
   * {@code dd/MM/yyyy}, {@code 9 digits}, {@code 3 words}, {@code aa99-9999}: letters are a, digits
   * are 9. Empty for an empty cell.
   */
  public static String of(String cell) {
    String text = CellText.clean(cell);
    if (text.isEmpty()) {
      return "";
    }
    if (text.chars().allMatch(Character::isDigit)) {
      return text.length() == 1 ? "1 digit" : text.length() + " digits";
    }
    if (text.chars().noneMatch(Character::isDigit)) {
      int words = text.split(" ").length;
      return words == 1 ? "1 word" : words + " words";
    }
    String date = text.replaceFirst("^(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4})", "dd$2MM$2yyyy");
    date = date.replaceFirst("^(\\d{4})([/.-])(\\d{1,2})\\2(\\d{1,2})", "yyyy$2MM$2dd");
    if (!date.equals(text)) {
      String time = date.replaceFirst("\\d{1,2}:\\d{2}:\\d{2}", "HH:mm:ss");
      return cut(mask(time.replaceFirst("\\d{1,2}:\\d{2}", "HH:mm"), false));
    }
    return cut(mask(text, true));
  }

  private static String mask(String text, boolean letters) {
    StringBuilder mask = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                mask.appendCodePoint(
                    Character.isDigit(c) ? '9' : letters && Character.isLetter(c) ? 'a' : c));
    return mask.toString();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
