package vn.cds.standalone.history;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import vn.cds.contract.ServiceRequestStatus;
import vn.cds.contract.VietnamTime;
import vn.cds.contract.text.PlainText;
import vn.cds.standalone.error.UserError;

/**
 * How a CSV export of a one-stop system becomes service-request events: an administrator's file,
 * one {@code key = value} a line, explained in {@code
 * examples/municipal-receipts/mapping.properties}.
 *
 * @param delimiter between columns
 * @param encoding of the CSV files
 * @param fields how each field of the contract gets its value, by its name on the wire
 * @param events the events of a row; empty when each row is one event with a status of its own
 * @param timeFormats tried in this order
 * @param zone of times without an offset
 * @param daysOfNone days that systems write where there is no time; cells with them are empty
 */
record Mapping(
    char delimiter,
    Charset encoding,
    Map<String, FieldRule> fields,
    List<EventRule> events,
    List<DateTimeFormatter> timeFormats,
    ZoneId zone,
    Set<LocalDate> daysOfNone) {

  /**
   * Where the value of a field comes from.
   *
   * @param column null for a constant
   * @param constant null for a column
   * @param prefix put before the value; may be empty
   * @param upperCase whether the value with its prefix is written in capitals
   * @param values from the words of the export to those of the contract; empty when they are the
   *     same
   * @param fallback the value of an empty cell; null leaves the field out
   * @param line of the mapping file, for messages
   */
  record FieldRule(
      String column,
      String constant,
      String prefix,
      boolean upperCase,
      Map<String, String> values,
      String fallback,
      int line) {}

  /**
   * A row makes an event of this status, unless the field that says when is empty.
   *
   * @param status on the wire
   * @param at the time field that is its moment
   */
  record EventRule(String status, String at) {}

  /** Reads and checks a file. */
  static Mapping read(Path file) {
    return new Reader(file).read();
  }

  /** The columns it needs, with the line that names each. */
  Map<String, Integer> columns() {
    Map<String, Integer> columns = new LinkedHashMap<>();
    fields.values().stream()
        .filter(f -> f.column != null)
        .forEach(f -> columns.putIfAbsent(f.column, f.line));
    return columns;
  }

  private static final class Reader {
    private static final int MOST_ERRORS = 20;

    private final Path file;
    private final List<String> errors = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new TreeMap<>();

    Reader(Path file) {
      this.file = file;
    }

    Mapping read() {
      parse();
      Map<String, Map<String, String>> fieldKeys = new LinkedHashMap<>();
      List<EventRule> events = new ArrayList<>();
      for (String key : values.keySet()) {
        int dot = key.indexOf('.');
        String first = dot < 0 ? key : key.substring(0, dot);
        if (first.equals("event")) {
          event(key).ifPresent(events::add);
        } else if (Fields.isKnown(first)) {
          fieldKeys
              .computeIfAbsent(first, f -> new LinkedHashMap<>())
              .put(dot < 0 ? "" : key.substring(dot + 1), key);
        } else if (!KNOWN.contains(key)) {
          error(
              key,
              "unknown key "
                  + key
                  + ". A key begins with a field of docs/contract.md,"
                  + " event., csv. or time.");
        }
      }
      Map<String, FieldRule> fields = new LinkedHashMap<>();
      fieldKeys.forEach((field, keys) -> fields.put(field, rule(field, keys)));
      if (!values.getOrDefault("kind", "service-requests").equals("service-requests")) {
        error("kind", "only service-requests can be imported");
      }
      checkWhole(fields, events);
      Mapping mapping =
          new Mapping(delimiter(), encoding(), fields, events, timeFormats(), zone(), daysOfNone());
      if (!errors.isEmpty()) {
        String more =
            errors.size() > MOST_ERRORS ? "\nand " + (errors.size() - MOST_ERRORS) + " more" : "";
        throw UserError.usage(
            "the mapping cannot be used:\n"
                + String.join("\n", errors.subList(0, Math.min(MOST_ERRORS, errors.size())))
                + more);
      }
      return mapping;
    }

    /**
     * The least and greatest dates of .NET, SQL Server and Oracle, and the zeros of Excel and Unix.
     */
    private static final String DAYS_OF_NONE =
        "0001-01-01 | 1753-01-01 | 1899-12-30 | 1900-01-01 | 1970-01-01 | 9999-12-31";

    private static final List<String> KNOWN =
        List.of("kind", "csv.delimiter", "csv.encoding", "time.formats", "time.none", "time.zone");

    private void parse() {
      List<String> text;
      try {
        text = Files.readAllLines(file, StandardCharsets.UTF_8);
      } catch (NoSuchFileException e) {
        throw UserError.usage("there is no mapping file " + file.toAbsolutePath(), e);
      } catch (CharacterCodingException e) {
        throw UserError.usage("the mapping file " + file + " is not UTF-8. Save it as UTF-8", e);
      } catch (IOException e) {
        throw UserError.usage("cannot read the mapping file " + file + ": " + e.getMessage(), e);
      }
      for (int i = 0; i < text.size(); i++) {
        String line = text.get(i).strip();
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        // An export may be in another normal form than NFC, and its words must be found.
        Optional<String> fault = PlainText.fault(Normalizer.normalize(line, Normalizer.Form.NFC));
        if (fault.isPresent()) {
          errors.add(at(i + 1) + fault.get());
          continue;
        }
        int equals = line.indexOf(" = ");
        int length = 3;
        if (equals < 0 && line.endsWith(" =")) {
          equals = line.length() - 2;
          length = 2;
        }
        if (equals < 0) {
          errors.add(at(i + 1) + "not 'key = value' (with a space on both sides of =)");
          continue;
        }
        String key = line.substring(0, equals).strip();
        if (values.putIfAbsent(key, line.substring(equals + length).strip()) != null) {
          errors.add(at(i + 1) + key + " stands twice, first in line " + lines.get(key));
        } else {
          lines.put(key, i + 1);
        }
      }
    }

    private Optional<EventRule> event(String key) {
      String[] parts = key.split("\\.", -1);
      if (parts.length != 3 || !parts[2].equals("at")) {
        error(key, "write event.STATUS.at = FIELD, for example event.done.at = done_at");
        return Optional.empty();
      }
      if (ServiceRequestStatus.of(parts[1]) == null) {
        error(
            key,
            "there is no status "
                + parts[1]
                + ". Choose one of "
                + Arrays.stream(ServiceRequestStatus.values())
                    .map(ServiceRequestStatus::wireName)
                    .collect(Collectors.joining(", ")));
      }
      String at = values.get(key);
      if (!Fields.isTime(at)) {
        error(key, at + " is not a time field. Choose one of " + String.join(", ", Fields.times()));
      }
      return Optional.of(new EventRule(parts[1], at));
    }

    private FieldRule rule(String field, Map<String, String> keys) {
      Map<String, String> words = new LinkedHashMap<>();
      Map<String, String> parts = new TreeMap<>();
      keys.forEach(
          (part, key) -> {
            if (part.startsWith("map.")) {
              words.put(part.substring("map.".length()), values.get(key));
            } else if (List.of("column", "constant", "prefix", "upper_case", "default")
                .contains(part)) {
              parts.put(part, values.get(key));
            } else {
              error(
                  key,
                  "unknown key "
                      + key
                      + ". A field has .column, .constant, .prefix, .upper_case, .default and"
                      + " .map.WORD");
            }
          });
      String anyKey = keys.values().iterator().next();
      String column = parts.get("column");
      String constant = parts.get("constant");
      if ((column == null) == (constant == null)) {
        error(anyKey, field + " needs either ." + "column or .constant");
      }
      String upperCase = parts.getOrDefault("upper_case", "false");
      if (!upperCase.equals("true") && !upperCase.equals("false")) {
        error(keys.get("upper_case"), "upper_case is true or false");
      }
      return new FieldRule(
          column,
          constant,
          parts.getOrDefault("prefix", ""),
          upperCase.equals("true"),
          words,
          parts.get("default"),
          lines.get(keys.getOrDefault("column", anyKey)));
    }

    private void checkWhole(Map<String, FieldRule> fields, List<EventRule> events) {
      for (String required : List.of("commune_code", "dossier_code", "procedure_code")) {
        if (!fields.containsKey(required)) {
          errors.add(file + ": " + required + ".column or " + required + ".constant is missing");
        }
      }
      if (!fields.containsKey("submitted_at")) {
        errors.add(file + ": submitted_at.column is missing");
      }
      boolean rowsAreEvents = fields.containsKey("status") && fields.containsKey("occurred_at");
      if (events.isEmpty() && !rowsAreEvents) {
        errors.add(
            file
                + ": it is not said which events a row makes. Either event.STATUS.at = FIELD, or"
                + " status.column and occurred_at.column when each row is one event");
      }
      if (!events.isEmpty()
          && (fields.containsKey("status") || fields.containsKey("occurred_at"))) {
        errors.add(file + ": event.STATUS.at excludes status and occurred_at. Use one of the two");
      }
      for (EventRule event : events) {
        if (!fields.containsKey(event.at) && Fields.isTime(event.at)) {
          error("event." + event.status + ".at", event.at + ".column is missing in this file");
        }
      }
    }

    private char delimiter() {
      String text = values.getOrDefault("csv.delimiter", ",");
      if (text.equals("tab")) {
        return '\t';
      }
      if (text.length() != 1) {
        error("csv.delimiter", "the delimiter is one character, or the word tab");
        return ',';
      }
      return text.charAt(0);
    }

    private Charset encoding() {
      try {
        return Charset.forName(values.getOrDefault("csv.encoding", "UTF-8"));
      } catch (IllegalArgumentException e) {
        error("csv.encoding", "there is no encoding " + values.get("csv.encoding"));
        return StandardCharsets.UTF_8;
      }
    }

    private List<DateTimeFormatter> timeFormats() {
      List<DateTimeFormatter> formats = new ArrayList<>();
      String text = values.getOrDefault("time.formats", "yyyy-MM-dd'T'HH:mm:ssXXX");
      for (String pattern : text.split("\\|")) {
        try {
          // With 'uuuu' for 'yyyy', a strict formatter refuses 31 February.
          formats.add(
              DateTimeFormatter.ofPattern(pattern.strip().replace('y', 'u'), Locale.ROOT)
                  .withResolverStyle(ResolverStyle.STRICT));
        } catch (IllegalArgumentException e) {
          error(
              "time.formats", "'" + pattern.strip() + "' is not a time pattern: " + e.getMessage());
        }
      }
      return formats;
    }

    private Set<LocalDate> daysOfNone() {
      Set<LocalDate> days = new TreeSet<>();
      String text = values.getOrDefault("time.none", DAYS_OF_NONE);
      for (String day : text.isEmpty() ? new String[0] : text.split("\\|")) {
        try {
          days.add(LocalDate.parse(day.strip()));
        } catch (DateTimeException e) {
          error("time.none", "'" + day.strip() + "' is not a day such as 1900-01-01");
        }
      }
      return days;
    }

    private ZoneId zone() {
      String text = values.get("time.zone");
      try {
        return text == null ? VietnamTime.ZONE : ZoneId.of(text);
      } catch (DateTimeException e) {
        error("time.zone", "there is no time zone " + text);
        return VietnamTime.ZONE;
      }
    }

    private void error(String key, String message) {
      errors.add(at(lines.get(key)) + message);
    }

    private String at(int line) {
      return file + ":" + line + ": ";
    }
  }
}
