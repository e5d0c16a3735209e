package vn.cds.simulator.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The properties of a scenario file. Each key must be there and must be read: see {@link #close}.
 */
final class Settings {

  private final String name;
  private final Properties properties;
  private final Set<String> unread;

  private Settings(String name, Properties properties) {
    this.name = name;
    this.properties = properties;
    this.unread = new TreeSet<>(properties.stringPropertyNames());
    unread.remove("extends");
  }

  /**
   * Reads the file of that scenario and, below it, the one it extends; null when there is no file.
   */
  static Settings load(String name) {
    Properties properties = new Properties();
    return read(name, properties) ? new Settings(name, properties) : null;
  }

  private static boolean read(String name, Properties properties) {
    try (InputStream file =
        Settings.class.getResourceAsStream("/vn/cds/simulator/" + name + ".properties")) {
      if (file == null) {
        return false;
      }
      Properties own = new Properties();
      own.load(new InputStreamReader(file, StandardCharsets.UTF_8));
      String base = own.getProperty("extends");
      if (base != null && !read(base, properties)) {
        throw new IllegalStateException(
            name + ".properties extends " + base + ", which is not there");
      }
      properties.putAll(own);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(name + ".properties cannot be read", e);
    }
  }

  String text(String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalStateException(name + ".properties: " + key + " is missing");
    }
    unread.remove(key);
    return value.strip();
  }

  boolean has(String key) {
    return properties.containsKey(key);
  }

  long whole(String key) {
    return Long.parseLong(text(key));
  }

  double number(String key) {
    return Double.parseDouble(text(key));
  }

  List<String> texts(String key) {
    String value = text(key);
    return value.isEmpty() ? List.of() : List.of(value.split("\\s*,\\s*"));
  }

  double[] numbers(String key) {
    return texts(key).stream().mapToDouble(Double::parseDouble).toArray();
  }

  /** Exactly that many numbers. */
  double[] numbers(String key, int count) {
    double[] values = numbers(key);
    if (values.length != count) {
      throw new IllegalStateException(
          name
              + ".properties: "
              + key
              + " needs "
              + count
              + " numbers, has "
              + Arrays.toString(values));
    }
    return values;
  }

  /** Written as {@code 0.60..0.90}. */
  Range range(String key) {
    String[] ends = text(key).split("\\.\\.");
    if (ends.length != 2) {
      throw new IllegalStateException(
          name + ".properties: " + key + " is not a range like 0.60..0.90");
    }
    return new Range(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
  }

  /** Refuses keys that nobody has read: they are misspelt or out of use. */
  void close() {
    if (!unread.isEmpty()) {
      throw new IllegalStateException(name + ".properties: unknown keys " + unread);
    }
  }

  /** From the weakest commune to the best. */
  record Range(double low, double high) {
    double at(double place) {
      return low + (high - low) * place;
    }
  }
}
