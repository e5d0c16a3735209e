package vn.cds.importer.row;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.mapping.FieldRule;
import vn.cds.importer.mapping.Fields;
import vn.cds.importer.mapping.Mapping;
import vn.cds.importer.place.CommuneFinder;
import vn.cds.importer.table.DataRow;
import vn.cds.importer.value.Amount;
import vn.cds.importer.value.CellText;
import vn.cds.importer.value.Form;
import vn.cds.importer.value.NoneWords;
import vn.cds.importer.value.TimeReader;
import vn.cds.importer.value.Words;

/** Turns the cells of a row into the values of the contract's fields. */
final class RowValues {
  private static final int COMMUNE_DIGITS = 5;
  private static final int PROCEDURE_DIGITS = 8;

  private final Mapping mapping;
  private final Fields fields;
  private final CommuneFinder communes;
  private final TimeReader times;
  private final NoneWords noneWords;
  private final UnmatchedCommunes unmatched = new UnmatchedCommunes();
  private final Map<String, Integer> wanted = new HashMap<>();
  private final Map<String, List<WireEnum>> listed = new HashMap<>();
  private long timesOfNone;
  private long wordsOfNone;

  /** A value that cannot be read; text is what stands in the cell, and never told. */
  record Unreadable(String text, String code, String detail) {
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * @param columns wanted, in the order in which rows have them
   */
  RowValues(Mapping mapping, List<String> columns, CommuneFinder communes) {
    this.mapping = mapping;
    this.fields = Fields.of(mapping.kind());
    this.communes = communes;
    this.times = new TimeReader(mapping.times());
    this.noneWords = new NoneWords(mapping.noneWords());
    for (int i = 0; i < columns.size(); i++) {
      wanted.put(columns.get(i), i);
    }
    mapping.fields().keySet().forEach(field -> listed.put(field, fields.values(field)));
  }

  long timesOfNone() {
    return timesOfNone;
  }

  long wordsOfNone() {
    return wordsOfNone;
  }

  UnmatchedCommunes unmatched() {
    return unmatched;
  }

  /**
   * The values by field: {@link TimeOrDay}, {@link BigInteger}, Boolean, String, or {@link
   * Unreadable}; fields without a value are not in it.
   */
  Map<String, Object> of(DataRow row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, FieldRule> field : mapping.fields().entrySet()) {
      Object value = value(field.getKey(), field.getValue(), row);
      if (value != null) {
        values.put(field.getKey(), value);
      }
    }
    findCommune(values, row);
    return values;
  }

  /** How people find the column of a field; null when it has none. */
  String column(String field, DataRow row) {
    FieldRule rule = mapping.fields().get(field);
    return rule == null || rule.column() == null
        ? null
        : row.header().describe(wanted.get(rule.column()));
  }

  private Object value(String field, FieldRule rule, DataRow row) {
    boolean number = false;
    String text = rule.constant();
    if (text == null) {
      int column = wanted.get(rule.column());
      text = CellText.clean(row.cell(column));
      number = row.isNumber(column);
    }
    if (text.isEmpty()) {
      text = rule.fallback();
    }
    if (text == null || text.isEmpty()) {
      return null;
    }
    Fields.Type type = fields.type(field);
    String meaning = rule.meaning(text);
    if (meaning != null) {
      text = meaning;
      if (text.isEmpty()) {
        return null;
      }
    } else if (noneWords.contains(text, type == Fields.Type.TIME || type == Fields.Type.DATE)) {
      wordsOfNone++;
      return null;
    }
    if (text.equals(SourceRow.NO_RESULT)) {
      return unreadable(
          field,
          text,
          row,
          "holds a formula without a result: open the workbook in Excel or LibreOffice, save it,"
              + " and import it again");
    }
    if (text.indexOf('\uFFFD') >= 0) {
      return unreadable(field, text, row, "holds bytes that are not in the encoding of the file");
    }
    if (!rule.prefix().isEmpty()) {
      text = rule.prefix() + text;
    }
    if (rule.upperCase()) {
      text = text.toUpperCase(Locale.ROOT);
    }
    return switch (type) {
      case TIME -> time(field, rule, text, row);
      case DATE -> date(field, text, row);
      case NUMBER -> number(field, text, number, row);
      case BOOLEAN -> {
        Boolean truth = Words.truth(text);
        yield truth != null
            ? truth
            : unreadable(field, text, row, "says neither yes nor no; map its words");
      }
      case ENUM -> {
        String value = Words.value(mapping.kind().wireName(), field, text, listed.get(field));
        // The decoder refuses it.
        yield value == null ? text : value;
      }
      case TEXT -> text(field, text, number);
    };
  }

  private Object time(String field, FieldRule rule, String text, DataRow row) {
    TimeOrDay time = times.read(text);
    if (time == null) {
      return unreadable(field, text, row, "holds no time that is understood");
    }
    if (time == TimeReader.NONE) {
      timesOfNone++;
      return null;
    }
    if (rule.midnightIsDay() && !time.isDay()) {
      LocalDate day = time.localDay();
      return time.word() == TimeOrDay.at(VietnamTime.startOfDay(day)).word()
          ? TimeOrDay.on(day)
          : time;
    }
    return time;
  }

  private Object date(String field, String text, DataRow row) {
    TimeOrDay time = times.read(text);
    if (time == null) {
      return unreadable(field, text, row, "holds no date that is understood");
    }
    if (time == TimeReader.NONE) {
      timesOfNone++;
      return null;
    }
    return time.localDay().toString();
  }

  private Object number(String field, String text, boolean number, DataRow row) {
    BigInteger value =
        fields.isMoney(field) ? Amount.parse(text, number) : Amount.parse(withoutHours(text), true);
    return value != null
        ? value
        : unreadable(
            field,
            text,
            row,
            fields.isMoney(field) ? "holds no amount of whole VND" : "holds no whole number");
  }

  private static String withoutHours(String text) {
    for (String unit : new String[] {"giờ làm việc", "giờ", "h"}) {
      if (text.endsWith(unit)) {
        return text.substring(0, text.length() - unit.length()).strip();
      }
    }
    return text;
  }

  /**
   * Workbooks drop zeros at the front of codes, and at the end of those that look like decimals.
   */
  private static String text(String field, String text, boolean number) {
    if (field.equals("commune_code")
        && text.length() < COMMUNE_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return "0".repeat(COMMUNE_DIGITS - text.length()) + text;
    }
    if (field.equals("procedure_code") && number && text.length() < PROCEDURE_DIGITS) {
      String point = text.indexOf('.') < 0 ? text + "." : text;
      return point + "0".repeat(Math.max(0, PROCEDURE_DIGITS - point.length()));
    }
    return text;
  }

  private Unreadable unreadable(String field, String text, DataRow row, String fault) {
    String column = column(field, row);
    return new Unreadable(
        text,
        "INVALID_FORMAT",
        (column == null ? field : column) + " " + fault + "; its form is " + Form.of(text));
  }

  /** The code by name, unless a code is told; the names themselves are no fields of an event. */
  private void findCommune(Map<String, Object> values, DataRow row) {
    Object name = values.remove(Fields.COMMUNE_NAME);
    Object district = values.remove(Fields.DISTRICT_NAME);
    Object province = values.remove(Fields.PROVINCE_NAME);
    if (name == null || values.containsKey("commune_code")) {
      return;
    }
    CommuneFinder.Answer answer =
        communes.find(
            name.toString(),
            district == null ? null : district.toString(),
            province == null ? null : province.toString(),
            values.get(fields.start()) instanceof TimeOrDay time ? time.localDay() : null);
    if (answer.code() != null) {
      values.put("commune_code", answer.code());
      return;
    }
    String whole =
        name
            + (district == null ? "" : ", " + district)
            + (province == null ? "" : ", " + province);
    unmatched.add(whole, answer.fault(), answer.nearest());
    values.put(
        "commune_code",
        new Unreadable(
            whole,
            "UNKNOWN_COMMUNE",
            column(Fields.COMMUNE_NAME, row) + " names a commune that " + answer.fault()));
  }

  /** A code that the decoder did not find. */
  void unknownCode(Object code) {
    unmatched.add(String.valueOf(code), "is not in the roster", List.of());
  }
}
