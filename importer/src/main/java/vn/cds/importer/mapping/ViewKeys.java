package vn.cds.importer.mapping;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the keys of a mapping that begin with {@code view.}. */
final class ViewKeys {
  static final List<String> KNOWN =
      List.of(
          "view.url",
          "view.table",
          "view.query",
          "view.user",
          "view.password_file",
          "view.growing",
          "view.timeout",
          "view.every",
          "view.at");

  private static final Pattern URL = Pattern.compile("jdbc:[a-z0-9]+:.+");
  private static final Pattern PASSWORD =
      Pattern.compile("(?i)(password|pwd) *=|://[^/?]*:[^/?]*@|:thin:[^@/]+/[^@]+@");
  private static final Pattern INTERVAL = Pattern.compile("([1-9][0-9]{0,4}) ?(s|m|h|d)");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Path file;
  private final Map<String, String> values;
  private final BiConsumer<String, String> errors;

  /**
   * @param file the mapping
   * @param errors is given the key and what is wrong with its value
   */
  ViewKeys(Path file, Map<String, String> values, BiConsumer<String, String> errors) {
    this.file = file;
    this.values = values;
    this.errors = errors;
  }

  /** Null when exports are files. */
  ViewRule read() {
    String url = values.get("view.url");
    if (url == null) {
      KNOWN.stream()
          .filter(values::containsKey)
          .findFirst()
          .ifPresent(key -> errors.accept(key, "view.url is missing in this file"));
      return null;
    }
    if (!URL.matcher(url).matches()) {
      errors.accept("view.url", "not an address such as jdbc:postgresql://HOST:5432/DATABASE");
      return null;
    }
    if (PASSWORD.matcher(url).find()) {
      errors.accept(
          "view.url", "a password stands in the address. Write it to a file: view.password_file");
    }
    String table = values.get("view.table");
    String query = values.get("view.query");
    if ((table == null) == (query == null)) {
      errors.accept("view.url", "a view needs either view.table or view.query");
    }
    if (query != null && query.contains(";")) {
      errors.accept("view.query", "one statement, without a semicolon");
    }
    for (String date : ExportRule.DATE_KEYS) {
      if (values.containsKey(date)) {
        errors.accept(
            date, "the date of a view is the moment at which it is read. Leave this line out");
      }
    }
    if (values.containsKey("view.growing")
        && values.getOrDefault("export.missing", "").equals("retracted")) {
      errors.accept(
          "export.missing",
          "with view.growing a reading lists only what changed, so nothing is missing from it."
              + " Leave one of the two out");
    }
    String password = values.get("view.password_file");
    return new ViewRule(
        url,
        table,
        query,
        values.get("view.user"),
        password == null ? null : file.toAbsolutePath().resolveSibling(password),
        values.get("view.growing"),
        interval("view.timeout", PATIENCE),
        schedule());
  }

  private Schedule schedule() {
    String at = values.get("view.at");
    if (at == null) {
      return new Schedule(interval("view.every", EVERY), null);
    }
    if (values.containsKey("view.every")) {
      errors.accept("view.at", "view.at excludes view.every. Use one of the two");
    }
    try {
      return new Schedule(null, LocalTime.parse(at));
    } catch (DateTimeException e) {
      errors.accept("view.at", "not a time of day such as 02:30");
      return new Schedule(EVERY, null);
    }
  }

  private Duration interval(String key, Duration otherwise) {
    String text = values.get(key);
    if (text == null) {
      return otherwise;
    }
    Matcher parts = INTERVAL.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      errors.accept(key, "not a duration such as 90s, 30m, 1h or 1d");
      return otherwise;
    }
    long count = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
