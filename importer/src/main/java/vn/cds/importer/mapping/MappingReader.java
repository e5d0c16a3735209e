package vn.cds.importer.mapping;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.text.PlainText;
import vn.cds.contract.time.VietnamTime;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.file.Encodings;
import vn.cds.importer.file.FileSettings;
import vn.cds.importer.file.Sha256;
import vn.cds.importer.value.CellText;
import vn.cds.importer.value.Nearest;
import vn.cds.importer.value.TimeSettings;

/** Reads a mapping file and collects all that is wrong in it. */
final class MappingReader {
  private static final int MOST_ERRORS = 50;
  private static final List<String> KNOWN =
      List.of(
          "kind",
          "source",
          "export.date",
          "export.date_in_file",
          "export.date_in_name",
          "export.missing",
          "export.unit",
          "csv.delimiter",
          "csv.encoding",
          "table.sheets",
          "time.formats",
          "time.none",
          "time.order",
          "time.zone",
          "none.words");
  private static final List<String> PARTS =
      List.of("column", "constant", "prefix", "upper_case", "default", "midnight", "table");

  private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");

  private final Path file;
  private final List<String> errors = new ArrayList<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<String, Integer> valueColumns = new HashMap<>();
  private final MessageDigest digest = Sha256.begin();
  private Fields fields = Fields.of(EventStream.SERVICE_REQUESTS);

  MappingReader(Path file) {
    this.file = file;
  }

  Mapping read() {
    parse();
    EventStream kind = kind();
    fields = Fields.of(kind);
    Map<String, Map<String, String>> fieldKeys = new LinkedHashMap<>();
    List<EventRule> events = new ArrayList<>();
    for (String key : values.keySet()) {
      int dot = key.indexOf('.');
      String first = dot < 0 ? key : key.substring(0, dot);
      if (first.equals("event")) {
        event(key).ifPresent(events::add);
      } else if (fields.isKnown(first)) {
        fieldKeys
            .computeIfAbsent(first, f -> new LinkedHashMap<>())
            .put(dot < 0 ? "" : key.substring(dot + 1), key);
      } else if (!KNOWN.contains(key) && !ViewKeys.KNOWN.contains(key)) {
        unknown(key, first, dot);
      }
    }
    Map<String, FieldRule> rules = new LinkedHashMap<>();
    fieldKeys.forEach((field, keys) -> rules.put(field, rule(field, keys)));
    checkWhole(rules, events);
    List<DateTimeFormatter> formats = new ArrayList<>();
    TimeSettings.Order order = formats(formats);
    TimeSettings times = new TimeSettings(List.copyOf(formats), order, zone(), daysOfNone());
    FileSettings files = new FileSettings(encoding(), delimiter(), list("table.sheets"));
    Mapping mapping =
        new Mapping(
            file,
            kind,
            HexFormat.of().formatHex(digest.digest()),
            export(files, rules, times),
            new ViewKeys(file, values, this::errorAtValue).read(),
            files,
            rules,
            events,
            times,
            list("none.words"));
    throwErrors();
    return mapping;
  }

  ViewRule readView() {
    parse();
    ViewRule view = new ViewKeys(file, values, this::errorAtValue).read();
    throwErrors();
    return view;
  }

  private void throwErrors() {
    if (!errors.isEmpty()) {
      String more =
          errors.size() > MOST_ERRORS ? "\nand " + (errors.size() - MOST_ERRORS) + " more" : "";
      throw new UnusableInput(
          "the mapping cannot be used:\n"
              + String.join("\n", errors.subList(0, Math.min(MOST_ERRORS, errors.size())))
              + more);
    }
  }

  private void parse() {
    List<String> text;
    try {
      text = Files.readAllLines(file, StandardCharsets.UTF_8);
      Sha256.add(digest, text);
    } catch (NoSuchFileException e) {
      throw new UnusableInput("there is no mapping file " + file.toAbsolutePath(), e);
    } catch (CharacterCodingException e) {
      throw new UnusableInput("the mapping file " + file + " is not UTF-8. Save it as UTF-8", e);
    } catch (IOException e) {
      throw new UnusableInput("cannot read the mapping file " + file + ": " + e.getMessage(), e);
    }
    for (int i = 0; i < text.size(); i++) {
      String whole =
          i == 0 && text.get(0).startsWith("\uFEFF") ? text.get(0).substring(1) : text.get(i);
      String line = whole.strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        parse(i + 1, whole, line);
      }
    }
  }

  private void parse(int number, String whole, String line) {
    int indent = whole.indexOf(line) + 1;
    // An export may be in another normal form than NFC, and its words must be found.
    Optional<String> fault = PlainText.fault(Normalizer.normalize(line, Normalizer.Form.NFC));
    if (fault.isPresent()) {
      errors.add(at(number, indent) + fault.get());
      return;
    }
    int equals = line.indexOf(" = ");
    int length = 3;
    if (equals < 0 && line.endsWith(" =")) {
      equals = line.length() - 2;
      length = 2;
    }
    if (equals < 0) {
      errors.add(at(number, indent) + "not 'key = value' (with a space on both sides of =)");
      return;
    }
    String key = line.substring(0, equals).strip();
    if (values.putIfAbsent(key, line.substring(equals + length).strip()) != null) {
      errors.add(at(number, indent) + key + " stands twice, first in line " + lines.get(key));
    } else {
      lines.put(key, number);
      valueColumns.put(key, indent + equals + length);
    }
  }

  private EventStream kind() {
    String name = values.getOrDefault("kind", EventStream.SERVICE_REQUESTS.wireName());
    EventStream kind = EventStream.of(name);
    if (kind == null) {
      errorAtValue(
          "kind",
          "there is no kind "
              + name
              + ". Choose one of "
              + String.join(
                  ", ", Arrays.stream(EventStream.values()).map(EventStream::wireName).toList()));
      return EventStream.SERVICE_REQUESTS;
    }
    return kind;
  }

  private void unknown(String key, String first, int dot) {
    List<String> known = new ArrayList<>(KNOWN);
    known.addAll(ViewKeys.KNOWN);
    fields.names().forEach(f -> known.add(dot < 0 ? f + ".column" : f + key.substring(dot)));
    error(
        key,
        "unknown key "
            + key
            + "; the nearest is "
            + Nearest.of(key, known).get(0)
            + (first.equals(key) || fields.isKnown(first)
                ? ""
                : ". A key begins with a field of "
                    + "docs/contract.md, event., export., csv., table., view., time. or none."));
  }

  private Optional<EventRule> event(String key) {
    String[] parts = key.split("\\.", -1);
    if (parts.length != 3 || !parts[2].equals("at")) {
      error(key, "write event.STATUS.at = FIELD, for example event.done.at = done_at");
      return Optional.empty();
    }
    if (fields.status(parts[1]) == null) {
      List<String> names = Arrays.stream(fields.statuses()).map(WireEnum::wireName).toList();
      error(
          key,
          "there is no status "
              + parts[1]
              + "; the nearest is "
              + Nearest.of(parts[1], names).get(0)
              + ". Choose one of "
              + String.join(", ", names));
    }
    String at = values.get(key);
    if (!fields.times().contains(at)) {
      errorAtValue(
          key,
          at
              + " is not a time field; the nearest is "
              + Nearest.of(at, fields.times()).get(0)
              + ". Choose one of "
              + String.join(", ", fields.times()));
    }
    return Optional.of(new EventRule(parts[1], at));
  }

  private FieldRule rule(String field, Map<String, String> keys) {
    Map<String, String> words = new LinkedHashMap<>();
    Map<String, String> parts = new TreeMap<>();
    keys.forEach(
        (part, key) -> {
          if (part.startsWith("map.")) {
            String word = part.substring("map.".length());
            checkValue(field, key, values.get(key));
            if (words.putIfAbsent(CellText.key(word), values.get(key)) != null) {
              error(key, "the word " + word + " of " + field + " stands twice; keep one");
            }
          } else if (PARTS.contains(part)) {
            parts.put(part, values.get(key));
          } else {
            error(
                key,
                "unknown key "
                    + key
                    + "; the nearest is "
                    + field
                    + "."
                    + Nearest.of(part, PARTS).get(0)
                    + ". A field has ."
                    + String.join(", .", PARTS)
                    + " and .map.WORD");
          }
        });
    if (parts.containsKey("table")) {
      table(keys.get("table"), words);
    }
    String anyKey = keys.values().iterator().next();
    String column = parts.get("column");
    String constant = parts.get("constant");
    if ((column == null) == (constant == null)) {
      error(anyKey, field + " needs either ." + "column or .constant");
    }
    checkValue(field, keys.get("constant"), constant);
    checkValue(field, keys.get("default"), parts.get("default"));
    String upperCase = parts.getOrDefault("upper_case", "false");
    if (!upperCase.equals("true") && !upperCase.equals("false")) {
      errorAtValue(keys.get("upper_case"), "upper_case is true or false");
    }
    String midnight = parts.getOrDefault("midnight", "time");
    if (!midnight.equals("time") && !midnight.equals("day")) {
      errorAtValue(keys.get("midnight"), "midnight is time or day");
    }
    String placeKey = keys.getOrDefault("column", anyKey);
    return new FieldRule(
        column,
        constant,
        parts.getOrDefault("prefix", ""),
        upperCase.equals("true"),
        words,
        parts.get("default"),
        midnight.equals("day"),
        new FieldRule.Place(lines.get(placeKey), valueColumns.get(placeKey)));
  }

  /** A value of an enum or a boolean that the contract does not list would reject every row. */
  private void checkValue(String field, String key, String value) {
    if (value == null || value.isEmpty()) {
      return;
    }
    List<String> listed =
        switch (fields.type(field)) {
          case ENUM -> fields.values(field).stream().map(WireEnum::wireName).toList();
          case BOOLEAN -> List.of("true", "false");
          default -> List.of();
        };
    if (!listed.isEmpty() && !listed.contains(value)) {
      errorAtValue(
          key,
          field
              + " has no value "
              + value
              + "; the nearest is "
              + Nearest.of(value, listed).get(0)
              + ". Choose one of "
              + String.join(", ", listed));
    }
  }

  /** Words and their meaning from a file beside the mapping: {@code word;meaning} a line. */
  private void table(String key, Map<String, String> words) {
    Path path = file.toAbsolutePath().resolveSibling(values.get(key));
    try {
      List<String> text = Files.readAllLines(path, StandardCharsets.UTF_8);
      Sha256.add(digest, text);
      for (int i = 0; i < text.size(); i++) {
        String line = text.get(i).replace("\uFEFF", "").strip();
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        int separator =
            Math.max(
                line.lastIndexOf(';'), Math.max(line.lastIndexOf(','), line.lastIndexOf('\t')));
        if (separator < 0) {
          errors.add(path + ":" + (i + 1) + ":1: not WORD;VALUE");
        } else {
          words.putIfAbsent(
              CellText.key(line.substring(0, separator)), line.substring(separator + 1).strip());
        }
      }
    } catch (NoSuchFileException e) {
      errorAtValue(key, "there is no file " + path);
    } catch (IOException e) {
      errorAtValue(key, path + " cannot be read as UTF-8: " + e.getMessage());
    }
  }

  private void checkWhole(Map<String, FieldRule> rules, List<EventRule> events) {
    if (!rules.containsKey("commune_code") && !rules.containsKey(Fields.COMMUNE_NAME)) {
      errors.add(
          file + ": commune_code.column, commune_code.constant or commune_name.column is missing");
    }
    for (String required : fields.required()) {
      if (!rules.containsKey(required)) {
        boolean time = required.equals(fields.start());
        errors.add(
            file
                + ": "
                + required
                + ".column"
                + (time ? "" : " or " + required + ".constant")
                + " is missing");
      }
    }
    boolean rowsAreEvents = rules.containsKey("status") && rules.containsKey("occurred_at");
    if (events.isEmpty() && !rowsAreEvents) {
      errors.add(
          file
              + ": it is not said which events a row makes. Either event.STATUS.at = FIELD, or"
              + " status.column and occurred_at.column when each row is one event");
    }
    if (!events.isEmpty() && (rules.containsKey("status") || rules.containsKey("occurred_at"))) {
      errors.add(file + ": event.STATUS.at excludes status and occurred_at. Use one of the two");
    }
    for (EventRule event : events) {
      if (!rules.containsKey(event.at()) && fields.times().contains(event.at())) {
        errorAtValue(
            "event." + event.status() + ".at", event.at() + ".column is missing in this file");
      }
    }
  }

  private ExportRule export(FileSettings files, Map<String, FieldRule> rules, TimeSettings times) {
    String source = values.getOrDefault("source", "");
    if (!source.isEmpty() && !SOURCE.matcher(source).matches()) {
      errorAtValue("source", "a source has 1 to 40 letters a to z, digits, points and dashes");
    }
    List<String> dates = ExportRule.DATE_KEYS.stream().filter(values::containsKey).toList();
    if (dates.size() > 1) {
      error(dates.get(0), dates.get(0) + " excludes " + dates.get(1) + ". Use one of the two");
    }
    String dateInFile = values.get("export.date_in_file");
    if (dateInFile != null && dateInFile.isEmpty()) {
      errorAtValue("export.date_in_file", "name the words before the date, such as Ngày xuất");
    }
    return new ExportRule(
        source,
        exportDate(),
        dateInName(),
        dateInFile == null
            ? null
            : new DateInFile(dateInFile, files, Mapping.columns(rules).keySet(), times),
        choice("export.missing", ExportRule.Missing.values()),
        choice("export.unit", ExportRule.Unit.values()));
  }

  private ExportDate exportDate() {
    String text = values.get("export.date");
    return text == null
        ? ExportDate.NONE
        : ExportDate.parse(text)
            .orElseGet(
                () -> {
                  errorAtValue(
                      "export.date", "not a day or a time such as 2026-10-31 or 2026-10-31T18:00");
                  return ExportDate.NONE;
                });
  }

  private DateInName dateInName() {
    String form = values.get("export.date_in_name");
    try {
      return form == null ? null : DateInName.of(form);
    } catch (IllegalArgumentException e) {
      errorAtValue(
          "export.date_in_name",
          "not a form of a date in a name, such as yyyy-MM-dd or ddMMyyyy_HHmm: " + e.getMessage());
      return null;
    }
  }

  /** The first one is the default. */
  private <E extends Enum<E>> E choice(String key, E[] choices) {
    String text = values.get(key);
    List<String> names =
        Arrays.stream(choices).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
    if (text == null || names.contains(text)) {
      return choices[text == null ? 0 : names.indexOf(text)];
    }
    errorAtValue(
        key, "there is no " + key + " " + text + ". Choose one of " + String.join(", ", names));
    return choices[0];
  }

  private Character delimiter() {
    String text = values.getOrDefault("csv.delimiter", "auto");
    if (text.equals("auto")) {
      return null;
    }
    if (text.equals("tab")) {
      return '\t';
    }
    if (text.length() != 1) {
      errorAtValue(
          "csv.delimiter", "the delimiter is one character, the word tab, or the word auto");
      return null;
    }
    return text.charAt(0);
  }

  private String encoding() {
    String name = values.getOrDefault("csv.encoding", "auto");
    if (name.equals("auto")) {
      return null;
    }
    if (!Encodings.isKnown(name)) {
      errorAtValue(
          "csv.encoding",
          "there is no encoding "
              + name
              + ". Write UTF-8, UTF-16, windows-1258, TCVN3 or VNI, or leave the line out");
    }
    return name;
  }

  private List<String> list(String key) {
    String text = values.getOrDefault(key, "");
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split("\\|")).map(String::strip).toList();
  }

  /** The formats, and the order of day and month that they have unless it is named. */
  private TimeSettings.Order formats(Collection<DateTimeFormatter> formats) {
    TimeSettings.Order order = TimeSettings.Order.DAY_FIRST;
    for (String pattern : list("time.formats")) {
      try {
        // With 'uuuu' for 'yyyy', a strict formatter refuses 31 February.
        formats.add(
            new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern.replace('y', 'u'))
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT));
        if (pattern.contains("M")
            && pattern.indexOf('M') < pattern.indexOf('d')
            && !pattern.startsWith("y")
            && !pattern.startsWith("u")) {
          order = TimeSettings.Order.MONTH_FIRST;
        }
      } catch (IllegalArgumentException e) {
        errorAtValue("time.formats", "'" + pattern + "' is not a time pattern: " + e.getMessage());
      }
    }
    String named = values.get("time.order");
    if (named == null) {
      return order;
    }
    if (!named.equals("day-first") && !named.equals("month-first")) {
      errorAtValue("time.order", "the order is day-first or month-first");
    }
    return named.equals("month-first")
        ? TimeSettings.Order.MONTH_FIRST
        : TimeSettings.Order.DAY_FIRST;
  }

  private Set<LocalDate> daysOfNone() {
    Set<LocalDate> days = new TreeSet<>();
    String text = values.getOrDefault("time.none", TimeSettings.DAYS_OF_NONE);
    for (String day : text.isEmpty() ? new String[0] : text.split("\\|")) {
      try {
        days.add(LocalDate.parse(day.strip()));
      } catch (DateTimeException e) {
        errorAtValue("time.none", "'" + day.strip() + "' is not a day such as 1900-01-01");
      }
    }
    return days;
  }

  private ZoneId zone() {
    String text = values.get("time.zone");
    try {
      return text == null ? VietnamTime.ZONE : ZoneId.of(text);
    } catch (DateTimeException e) {
      errorAtValue("time.zone", "there is no time zone " + text);
      return VietnamTime.ZONE;
    }
  }

  private void error(String key, String message) {
    errors.add(at(lines.get(key), 1) + message);
  }

  private void errorAtValue(String key, String message) {
    errors.add(at(lines.get(key), valueColumns.get(key)) + message);
  }

  private String at(int line, int column) {
    return file + ":" + line + ":" + column + ": ";
  }
}
