package vn.cds.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.contract.time.VietnamTime;

/**
 * How the page is meant to write figures in a language, worked out once more and apart from it, and
 * the page's own sentences.
 */
final class ShownNumbers {

  private static final Pattern NUMERAL = Pattern.compile("[0-9]+(?:[.,][0-9]+)*");
  private static final Pattern MESSAGE =
      Pattern.compile("^\\s*'?([A-Za-z_.0-9-]+)'?:\\s*(?:'(.*)'|\"(.*)\"),?$", Pattern.MULTILINE);
  private static final Pattern PLACE = Pattern.compile("\\{[a-z_]+\\}");

  private final String language;
  private final Map<String, String> messages = new HashMap<>();
  private final List<Pattern> fixedSentences;
  private final DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);

  ShownNumbers(String language) {
    this.language = language;
    boolean vietnamese = language.equals("vi");
    symbols.setGroupingSeparator(vietnamese ? '.' : ',');
    symbols.setDecimalSeparator(vietnamese ? ',' : '.');
    try {
      Matcher entries =
          MESSAGE.matcher(Files.readString(Path.of("web", "src", "lib", "i18n", language + ".ts")));
      while (entries.find()) {
        messages.put(
            entries.group(1), entries.group(2) == null ? entries.group(3) : entries.group(2));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fixedSentences =
        messages.values().stream()
            .filter(text -> places(text).isEmpty() && !numerals(text).isEmpty())
            .sorted(Comparator.comparingInt(text -> -text.length()))
            .map(text -> Pattern.compile("(?<![0-9.,])" + Pattern.quote(text)))
            .toList();
  }

  String language() {
    return language;
  }

  /** The numerals of a text, in their order: 41,20 / 50 has two, 10:42 has two. */
  static List<String> numerals(String text) {
    List<String> found = new ArrayList<>();
    Matcher numeral = NUMERAL.matcher(text);
    while (numeral.find()) {
      found.add(numeral.group());
    }
    return found;
  }

  /** A sentence of the page. */
  String say(String key, Object... values) {
    String text = messages.get(key);
    if (text == null) {
      throw new IllegalArgumentException("The page has no words for " + key);
    }
    // Sentences of both languages name their places in an order of their own.
    throwUnless(places(text).size() == values.length / 2, key);
    for (int i = 0; i < values.length; i += 2) {
      throwUnless(text.contains("{" + values[i] + "}"), key);
      text = text.replace("{" + values[i] + "}", String.valueOf(values[i + 1]));
    }
    return text;
  }

  private static void throwUnless(boolean held, String key) {
    if (!held) {
      throw new IllegalArgumentException("These are not the values that " + key + " takes");
    }
  }

  private static Set<String> places(String text) {
    Set<String> places = new HashSet<>();
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      places.add(place.group());
    }
    return places;
  }

  /**
   * The numerals of a text but those of the page's fixed sentences: what numbers these hold are no
   * figures.
   */
  List<String> figures(String text) {
    String rest = text;
    for (Pattern sentence : fixedSentences) {
      rest = sentence.matcher(rest).replaceAll("");
    }
    return numerals(rest);
  }

  String integer(JsonNode value) {
    return value.isNull() ? "" : integer(value.asDouble());
  }

  String integer(double value) {
    return format("#,##0", value);
  }

  /** Points: two decimals. */
  String score(JsonNode value) {
    return value.isNull() ? "" : score(value.asDouble());
  }

  String score(double value) {
    return format("#,##0.00", value);
  }

  /** At most two decimals. */
  String number(JsonNode value) {
    return value.isNull() ? "" : number(value.asDouble());
  }

  String number(double value) {
    return format("#,##0.##", value);
  }

  /** At most one decimal; never rounded to none, or to all. */
  String percent(double share) {
    double value = share * 100;
    double shown = value > 99.9 && value < 100 ? 99.9 : value > 0 && value < 0.1 ? 0.1 : value;
    return format("#,##0.#", shown);
  }

  /** What is lost of points, as it stands beside what is won. */
  String lost(JsonNode value) {
    return value.isNull() ? "" : value.asDouble() < 0.005 ? "0" : score(value);
  }

  /** A value in the unit of its indicator. */
  String value(JsonNode value, String unit) {
    if (value.isNull()) {
      return "";
    }
    return switch (unit) {
      case "percent" -> percent(value.asDouble());
      case "milliseconds" -> number(value.asDouble() / 3_600_000);
      case "vnd" -> integer(value.asDouble());
      case "yes-no" -> "";
      default -> number(value);
    };
  }

  /** A numerator: whole where it is an estimate. */
  String part(JsonNode value, String unit, String input) {
    if (value.isNull()) {
      return "";
    }
    if (unit.equals("milliseconds")) {
      return value(value, unit);
    }
    boolean estimate =
        value.asDouble() % 1 != 0 && !input.equals("declared") && unit.equals("percent");
    return estimate ? integer(value) : number(value);
  }

  /** 10:42:05, and the day: 20/11/2026. */
  String clockAndDate(JsonNode moment) {
    return moment.isNull() ? "" : time("HH:mm:ss dd/MM/yyyy", moment);
  }

  String minuteAndDate(JsonNode moment) {
    return moment.isNull() ? "" : time("HH:mm dd/MM/yyyy", moment);
  }

  String time(String pattern, JsonNode moment) {
    return DateTimeFormatter.ofPattern(pattern)
        .withZone(VietnamTime.ZONE)
        .format(Instant.parse(moment.asText()));
  }

  /** 20/11/2026 */
  static String date(JsonNode day) {
    if (day.isNull()) {
      return "";
    }
    String[] parts = day.asText().split("-");
    return parts[2] + "/" + parts[1] + "/" + parts[0];
  }

  /** The number of the largest whole unit. */
  static String duration(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    long unit = seconds < 120 ? 1 : seconds < 7_200 ? 60 : seconds < 172_800 ? 3_600 : 86_400;
    return Long.toString(seconds / unit);
  }

  private String format(String pattern, double value) {
    DecimalFormat format = new DecimalFormat(pattern, symbols);
    format.setRoundingMode(RoundingMode.HALF_UP);
    // As browsers do: the shortest decimal that is this number is rounded, not its binary value.
    return format.format(BigDecimal.valueOf(value));
  }
}
