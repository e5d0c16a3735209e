package vn.cds.importer.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a CSV parser reads a file through: a quoted cell that never ends would take the rest of the
 * file with it, so the line in which it begins is withheld (an empty line stands in its place) and
 * kept as a fault. Every line ends with a line feed.
 *
 * <p>A quote is taken for one that was never closed when its cell goes on in other lines and text
 * follows its end, or when there is no end within {@link #MOST_LINES} lines.
 */
final class QuoteGuard extends Reader {
  static final int MOST_LINES = 200;
  private static final int MOST_CHARACTERS = 200_000;

  private final BufferedReader lines;
  private final UnaryOperator<String> letters;
  private final char delimiter;
  private final ArrayDeque<String> ahead = new ArrayDeque<>();
  private final Map<Long, String> faults = new HashMap<>();
  private String current = "";
  private int position;
  private long line;
  private int restOfRecord;

  /**
   * @param letters applied to each line
   * @param line lines that were read before
   */
  QuoteGuard(BufferedReader lines, UnaryOperator<String> letters, char delimiter, long line) {
    this.lines = lines;
    this.letters = letters;
    this.delimiter = delimiter;
    this.line = line;
  }

  /** What is wrong with a line that was withheld, once; null when it was not. */
  String fault(long lineNumber) {
    return faults.isEmpty() ? null : faults.remove(lineNumber);
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    if (position == current.length() && !advance()) {
      return -1;
    }
    int count = Math.min(length, current.length() - position);
    current.getChars(position, position + count, buffer, offset);
    position += count;
    return count;
  }

  private boolean advance() throws IOException {
    String next = ahead.isEmpty() ? readLine() : ahead.poll();
    if (next == null) {
      return false;
    }
    line++;
    if (restOfRecord > 0) {
      restOfRecord--;
    } else if (next.indexOf('"') >= 0) {
      restOfRecord = furtherLines(next);
      if (restOfRecord < 0) {
        restOfRecord = 0;
        faults.put(line, "a quote that opens in this line is not closed");
        next = "";
      }
    }
    current = next + '\n';
    position = 0;
    return true;
  }

  private String readLine() throws IOException {
    String text = lines.readLine();
    return text == null ? null : letters.apply(text);
  }

  /** How many further lines the record takes; -1 when a quoted cell does not end. */
  private int furtherLines(String first) throws IOException {
    String text = first;
    int further = 0;
    int characters = 0;
    int at = 0;
    while (true) {
      at = skipSpace(text, at);
      if (at < text.length() && text.charAt(at) == '"') {
        boolean sameLine = true;
        at++;
        while (true) {
          int quote = text.indexOf('"', at);
          if (quote < 0) {
            characters += text.length();
            text = ahead(further);
            if (text == null || ++further > MOST_LINES || characters > MOST_CHARACTERS) {
              return -1;
            }
            sameLine = false;
            at = 0;
          } else if (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
            at = quote + 2;
          } else {
            at = skipSpace(text, quote + 1);
            break;
          }
        }
        if (at < text.length() && text.charAt(at) != delimiter && !sameLine) {
          return -1;
        }
      }
      at = text.indexOf(delimiter, at);
      if (at < 0) {
        return further;
      }
      at++;
    }
  }

  private int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length()
        && Character.isWhitespace(text.charAt(at))
        && text.charAt(at) != delimiter) {
      at++;
    }
    return at;
  }

  /** A line that has not been passed on yet, counted from 0; null behind the last one. */
  private String ahead(int index) throws IOException {
    while (ahead.size() <= index) {
      String text = readLine();
      if (text == null) {
        return null;
      }
      ahead.add(text);
    }
    int i = 0;
    for (String text : ahead) {
      if (i++ == index) {
        return text;
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
