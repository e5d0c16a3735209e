package vn.cds.dashboard.access.log;

/** Text from outside in lines of the log. */
public final class LogText {

  private static final int LONGEST = 200;

  private LogText() {}

  /**
   * The text in double quotes, cut after 200 characters; what could begin a line, be invisible or
   * turn the direction of reading is written as its number.
   *
   * @param text null is the same as ''
   */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    String given = text == null ? "" : text;
    given
        .codePoints()
        .limit(LONGEST)
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
              } else if (isPlain(point)) {
                quoted.appendCodePoint(point);
              } else {
                quoted.append("\\u{").append(Integer.toHexString(point)).append('}');
              }
            });
    return quoted.append(given.length() > LONGEST ? "…\"" : "\"").toString();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
