package vn.cds.contract.alerts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vn.cds.contract.text.PlainText;
import vn.cds.contract.time.VietnamTime;

/**
 * A JSON object of single values, read strictly: what is missing or has another type is refused
 * with its name. Fields nobody asks for are passed over, so that a later release may add some.
 */
final class FlatMessage {
  private static final int SCHEMA_VERSION = 1;
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /** Beyond, times cannot be written in every form any more. */
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String what;
  private final Map<String, Object> values = new HashMap<>();

  private FlatMessage(String what) {
    this.what = what;
  }

  /**
   * Reads a message of the schema version that this release knows.
   *
   * @param what it is, for messages of errors
   */
  static FlatMessage read(String what, byte[] json) {
    FlatMessage message = new FlatMessage(what);
    if (json == null) {
      throw new InvalidAlertMessage(what + " has no value; nobody may delete one.");
    }
    try (JsonParser parser = JSON.createParser(json)) {
      message.read(parser);
    } catch (IOException e) {
      throw new InvalidAlertMessage(what + " is not JSON: " + e.getMessage(), e);
    }
    long version = message.whole("schema_version");
    if (version != SCHEMA_VERSION) {
      throw message.invalid(
          "schema_version",
          "is " + version + ", known is " + SCHEMA_VERSION + "; use the release that wrote it");
    }
    return message;
  }

  private void read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidAlertMessage(what + " is no JSON object.");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (token) {
        case VALUE_STRING -> values.put(name, parser.getText());
        case VALUE_NUMBER_INT -> values.put(name, parser.getLongValue());
        case VALUE_NUMBER_FLOAT -> values.put(name, parser.getDoubleValue());
        case VALUE_TRUE, VALUE_FALSE -> values.put(name, token == JsonToken.VALUE_TRUE);
        case VALUE_NULL -> {} // the same as absent
        default -> parser.skipChildren(); // nothing that this release asks for
      }
    }
    if (parser.nextToken() != null) {
      throw new InvalidAlertMessage(what + " goes on behind its end.");
    }
  }

  /** A name or a note for people, cleaned by the rule of {@link PlainText}. */
  String text(String name) {
    String text = optionalText(name);
    if (text == null || text.isBlank()) {
      throw invalid(name, "is absent or empty");
    }
    return text;
  }

  /** As {@link #text}; null when absent. */
  String optionalText(String name) {
    String text = optional(name, String.class, "a text");
    return text == null ? null : PlainText.cleanAndShort(text);
  }

  /** What stands in addresses and is compared: letters, digits, dots, hyphens and underscores. */
  String code(String name) {
    String code = optionalCode(name);
    if (code == null) {
      throw invalid(name, "is absent or empty");
    }
    return code;
  }

  /** As {@link #code}; null when absent. */
  String optionalCode(String name) {
    String code = optional(name, String.class, "a text");
    if (code != null && !CODE.matcher(code).matches()) {
      throw invalid(name, "is \"" + PlainText.cleanAndShort(code) + "\", which is no code");
    }
    return code;
  }

  long whole(String name) {
    Long number = optionalWhole(name);
    if (number == null) {
      throw invalid(name, "is absent");
    }
    return number;
  }

  /** Null when absent. */
  Long optionalWhole(String name) {
    return optional(name, Long.class, "a whole number");
  }

  /** A whole number from 0 to the highest that an int holds. */
  int count(String name) {
    long number = whole(name);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw invalid(name, "is " + number + ", which is out of range");
    }
    return (int) number;
  }

  /** Null when absent. */
  Double optionalNumber(String name) {
    Number number = optional(name, Number.class, "a number");
    if (number != null && !Double.isFinite(number.doubleValue())) {
      throw invalid(name, "is out of range");
    }
    return number == null ? null : number.doubleValue();
  }

  /** From 1970 to 9999. */
  Instant time(String name) {
    Instant time =
        parsed(
            name,
            text -> OffsetDateTime.parse(text).toInstant(),
            "an RFC 3339 time with its offset");
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw invalid(name, "is " + time + ", which is out of range");
    }
    return time;
  }

  UUID uuid(String name) {
    return parsed(name, UUID::fromString, "a UUID");
  }

  <W extends Word> W word(String name, W[] words) {
    String text = text(name);
    return Arrays.stream(words)
        .filter(word -> word.word().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                invalid(
                    name,
                    "is \""
                        + text
                        + "\"; it must be one of "
                        + Arrays.stream(words).map(Word::word).collect(Collectors.joining(", "))));
  }

  private <T> T parsed(String name, Function<String, T> parse, String expected) {
    String text = text(name);
    try {
      return parse.apply(text);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new InvalidAlertMessage(
          what + ": " + name + " is \"" + text + "\"; it must be " + expected + ".", e);
    }
  }

  private <T> T optional(String name, Class<T> type, String expected) {
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw invalid(name, "is " + value + "; it must be " + expected);
    }
    return type.cast(value);
  }

  private InvalidAlertMessage invalid(String name, String fault) {
    return new InvalidAlertMessage(what + ": " + name + " " + fault + ".");
  }

  /** Writes a message, in UTF-8. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(768);
    private final JsonGenerator json;

    Writer() {
      try {
        json = JSON.createGenerator(bytes);
        json.writeStartObject();
        json.writeNumberField("schema_version", SCHEMA_VERSION);
      } catch (IOException e) {
        throw inMemory(e);
      }
    }

    /** A text, word, UUID, time or number; left out when null. */
    Writer with(String name, Object value) {
      try {
        if (value instanceof Long || value instanceof Integer) {
          json.writeNumberField(name, ((Number) value).longValue());
        } else if (value instanceof Double number) {
          json.writeNumberField(name, number);
        } else if (value instanceof Word word) {
          json.writeStringField(name, word.word());
        } else if (value instanceof Instant time) {
          json.writeStringField(name, rfc3339(time));
        } else if (value != null) {
          json.writeStringField(name, value.toString());
        }
      } catch (IOException e) {
        throw inMemory(e);
      }
      return this;
    }

    byte[] bytes() {
      try {
        json.writeEndObject();
        json.close();
      } catch (IOException e) {
        throw inMemory(e);
      }
      return bytes.toByteArray();
    }

    private static String rfc3339(Instant time) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(VietnamTime.OFFSET));
    }

    private static UncheckedIOException inMemory(IOException e) {
      return new UncheckedIOException("Writing to memory failed.", e);
    }
  }
}
