package vn.cds.contract.settings;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A text of {@code key = value}, as {@link Properties} reads it. Of a key that stands more than
 * once the last counts.
 */
public final class KeyValues {
  /**
   * What stands behind a key.
   *
   * @param line from 1; 0 when it stands in no file
   * @param value without white space at its ends
   */
  public record Entry(int line, String value) {}

  private KeyValues() {}

  /** The entries by key; notes lines that cannot be read. */
  public static Map<String, Entry> of(String text, Faults faults) {
    Map<String, Entry> entries = new TreeMap<>();
    String[] lines = text.split("\r\n|[\r\n]", -1);
    for (int i = 0; i < lines.length; i++) {
      int first = i + 1;
      StringBuilder entry = new StringBuilder(lines[i]);
      boolean isComment = lines[i].matches("[ \t\f]*[#!].*");
      while (!isComment && goesOn(lines[i]) && i + 1 < lines.length) {
        entry.append('\n').append(lines[++i]);
      }
      Properties read = new Properties();
      try {
        read.load(new StringReader(entry.toString()));
      } catch (IllegalArgumentException e) {
        faults.add(first, "has \\u without four hexadecimal digits after it; correct it.");
      } catch (IOException e) {
        throw new UncheckedIOException("Reading from memory failed", e);
      }
      read.forEach(
          (key, value) -> entries.put((String) key, new Entry(first, ((String) value).strip())));
    }
    return entries;
  }

  /** Whether the line ends in a backslash that is not itself escaped. */
  private static boolean goesOn(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\\') {
      end--;
    }
    return (line.length() - end) % 2 == 1;
  }
}
