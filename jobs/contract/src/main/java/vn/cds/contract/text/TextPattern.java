package vn.cds.contract.text;

import java.util.List;

/**
 * The patterns of the text fields. Each is a regular expression, for people and schemas, and a loop
 * over characters that accepts the same texts, for speed.
 */
public enum TextPattern {
  COMMUNE_CODE("[0-9]{5}", "five digits", "14758") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      return length == 5 && allDigits(text, from, from + 5);
    }
  },
  ISSUER_CODE("[A-Z0-9][A-Z0-9.\\-]{0,39}", "at most 40 of A-Z, 0-9, '.', '-'", "H56.12.5") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      if (length < 1 || length > 40 || !upperOrDigit(text[from])) {
        return false;
      }
      for (int i = from + 1; i < from + length; i++) {
        char c = text[i];
        if (!upperOrDigit(c) && c != '.' && c != '-') {
          return false;
        }
      }
      return true;
    }
  },
  DOCUMENT_NUMBER(
      "[0-9A-ZĐ][0-9A-ZĐ./\\-]{0,59}", "at most 60 of A-Z, Đ, 0-9, '.', '/', '-'", "123/QĐ-UBND") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      if (length < 1 || length > 60 || !(upperOrDigit(text[from]) || text[from] == 'Đ')) {
        return false;
      }
      for (int i = from + 1; i < from + length; i++) {
        char c = text[i];
        if (!upperOrDigit(c) && c != 'Đ' && c != '.' && c != '/' && c != '-') {
          return false;
        }
      }
      return true;
    }
  },
  DOSSIER_CODE("[A-Z0-9][A-Z0-9.]{0,29}(-[0-9A-Z]{1,20}){1,3}", "a code", "H56.12.5-261008-0975") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      int end = from + length;
      int i = from;
      while (i < end && (upperOrDigit(text[i]) || (text[i] == '.' && i > from))) {
        i++;
      }
      if (i == from || i - from > 30) {
        return false;
      }
      int parts = 0;
      while (i < end && text[i] == '-') {
        int start = ++i;
        while (i < end && upperOrDigit(text[i])) {
          i++;
        }
        if (i == start || i - start > 20) {
          return false;
        }
        parts++;
      }
      return i == end && parts >= 1 && parts <= 3;
    }
  },
  PROCEDURE_CODE("[0-9]\\.[0-9]{6}", "a digit, a dot and six digits", "1.004616") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      return length == 8
          && allDigits(text, from, from + 1)
          && text[from + 1] == '.'
          && allDigits(text, from + 2, from + 8);
    }
  },
  PAYMENT_ID(
      "[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}",
      "at most 64 of A-Z, a-z, 0-9, '.', '_', '-'",
      "PAY-0001") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      if (length < 1 || length > 64 || !letterOrDigit(text[from])) {
        return false;
      }
      for (int i = from + 1; i < from + length; i++) {
        char c = text[i];
        if (!letterOrDigit(c) && c != '.' && c != '_' && c != '-') {
          return false;
        }
      }
      return true;
    }
  },
  UNIT(
      "[0-9A-Z][ -~\\u00C0-\\u0323\\u1E00-\\u1EFF]{1,119}",
      "a code",
      "14758",
      "399/Xã Hoằng Lộc",
      "399",
      "38",
      "36",
      "VN") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      if (length < 2 || length > 120 || !upperOrDigit(text[from])) {
        return false;
      }
      for (int i = from + 1; i < from + length; i++) {
        char c = text[i];
        if (!between(c, ' ', '~')
            && !between(c, '\u00C0', '\u0323')
            && !between(c, '\u1E00', '\u1EFF')) {
          return false;
        }
      }
      return true;
    }
  },
  FIGURE("[a-z0-9][a-z0-9_.\\-]{0,79}", "an id of figures.csv", "households") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      if (length < 1 || length > 80) {
        return false;
      }
      for (int i = from; i < from + length; i++) {
        char c = text[i];
        boolean mark = i > from && (c == '_' || c == '.' || c == '-');
        if (!between(c, 'a', 'z') && !between(c, '0', '9') && !mark) {
          return false;
        }
      }
      return true;
    }
  },
  PERIOD(
      "[0-9]{4}(-[HQ][1-4])?(-[0-9]{2}){0,2}",
      "a year, half-year, quarter, month or day",
      "2024",
      "2024-H1",
      "2024-Q3",
      "2024-06",
      "2024-06-30") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      int end = from + length;
      int i = from + 4;
      if (length < 4 || length > 13 || !allDigits(text, from, i)) {
        return false;
      }
      if (end - i >= 3
          && text[i] == '-'
          && (text[i + 1] == 'H' || text[i + 1] == 'Q')
          && between(text[i + 2], '1', '4')) {
        i += 3;
      }
      for (int part = 0; part < 2 && i < end; part++) {
        if (end - i < 3 || text[i] != '-' || !allDigits(text, i + 1, i + 3)) {
          return false;
        }
        i += 3;
      }
      return i == end;
    }
  },
  LINE(
      "[!-~\\u00A1-\\uD7FF\\uE000-\\uFFFD][ -~\\u00A0-\\uD7FF\\uE000-\\uFFFD]{0,499}",
      "a line of at most 500 characters that does not begin with a blank") {
    @Override
    public boolean matches(char[] text, int from, int length) {
      if (length < 1 || length > 500 || text[from] == ' ' || text[from] == '\u00A0') {
        return false;
      }
      for (int i = from; i < from + length; i++) {
        char c = text[i];
        if (!between(c, ' ', '~')
            && !between(c, '\u00A0', '\uD7FF')
            && !between(c, '\uE000', '\uFFFD')) {
          return false;
        }
      }
      return true;
    }
  };

  private final String regex;
  private final String expectation;
  private final List<String> examples;

  TextPattern(String regex, String expectation, String... examples) {
    this.regex = regex;
    this.expectation = expectation;
    this.examples = List.of(examples);
  }

  /** The whole text must match this; the same in Java and in ECMA 262. */
  public String regex() {
    return regex;
  }

  /** What is expected, in words and with the examples. */
  public String expectation() {
    if (examples.isEmpty()) {
      return expectation;
    }
    int last = examples.size() - 1;
    String others = String.join(", ", examples.subList(0, last));
    return expectation
        + " such as "
        + (others.isEmpty() ? "" : others + " or ")
        + examples.get(last);
  }

  /** Texts that match; may be empty. */
  public List<String> examples() {
    return examples;
  }

  /** Whether the characters from {@code from} on match. */
  public abstract boolean matches(char[] text, int from, int length);

  private static boolean allDigits(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean between(char c, char first, char last) {
    return c >= first && c <= last;
  }

  private static boolean upperOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  }

  private static boolean letterOrDigit(char c) {
    return upperOrDigit(c) || (c >= 'a' && c <= 'z');
  }
}
