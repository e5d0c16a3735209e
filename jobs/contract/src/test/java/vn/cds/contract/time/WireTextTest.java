package vn.cds.contract.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.cds.contract.Seeds;
import vn.cds.contract.codec.Utf8;
import vn.cds.contract.text.TextPattern;

/** The hand-written readers against java.time, UUID, regular expressions and Java's decoder. */
class WireTextTest {

  private static final Pattern SHAPE =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");
  private static final DateTimeFormatter RFC_3339 =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendOffset("+HH:MM", "Z")
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private static long millis(String text) {
    return WireText.epochMillis(("\"" + text + "\"").toCharArray(), 1, text.length());
  }

  private static long expectedMillis(String text) {
    if (!SHAPE.matcher(text).matches()) {
      return WireText.NOT_A_TIME;
    }
    try {
      return OffsetDateTime.parse(text, RFC_3339).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return WireText.NOT_A_TIME;
    }
  }

  @Test
  void readsTimesAsJavaDoes() {
    RandomGenerator random = Seeds.random("readsTimesAsJavaDoes");
    for (int i = 0; i < 20_000; i++) {
      LocalDateTime local =
          LocalDateTime.ofEpochSecond(
              random.nextLong(-62_167_219_200L, 253_402_300_800L),
              random.nextInt(1_000_000_000),
              ZoneOffset.UTC);
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
      String fraction = String.format(".%09d", local.getNano());
      String text =
          local.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss"))
              + fraction.substring(0, random.nextInt(9) == 0 ? 0 : 2 + random.nextInt(9))
              + (random.nextInt(4) == 0 ? "Z" : offset.getTotalSeconds() == 0 ? "+00:00" : offset);
      assertThat(millis(text)).as(text).isEqualTo(expectedMillis(text));
      assertThat(millis(text)).isNotEqualTo(WireText.NOT_A_TIME);
      StringBuilder changed = new StringBuilder(text);
      changed.setCharAt(
          random.nextInt(text.length()), "0123456789TZtz:+-. ".charAt(random.nextInt(19)));
      if (!beyondJavasOffsets(changed.toString())) {
        assertThat(millis(changed.toString()))
            .as(changed.toString())
            .isEqualTo(expectedMillis(changed.toString()));
      }
    }
  }

  /** Java's offsets end at 18 hours, those of RFC 3339 at 23:59. */
  private static boolean beyondJavasOffsets(String text) {
    return Pattern.compile(".*[+-](18:(0[1-9]|[1-9].)|19:..|2.:..)").matcher(text).matches();
  }

  @Test
  void readsOffsetsBeyondThoseOfJava() {
    assertThat(millis("2026-01-02T00:00:00+23:59"))
        .isEqualTo(Instant.parse("2026-01-01T00:01:00Z").toEpochMilli());
    assertThat(millis("2026-01-01T00:00:00+24:00")).isEqualTo(WireText.NOT_A_TIME);
    assertThat(millis("2026-01-01T00:00:00+07:60")).isEqualTo(WireText.NOT_A_TIME);
    assertThat(millis("2026-01-01T00:00:00-00:00"))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
  }

  @Test
  void readsEveryDayOfTheCalendar() {
    for (LocalDate day = LocalDate.of(0, 1, 1); day.getYear() <= 9999; day = day.plusDays(13)) {
      char[] text = day.toString().toCharArray();
      assertThat(WireText.date(text, 0, 10)).isEqualTo(day);
    }
    for (String bad : new String[] {"2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01"}) {
      assertThat(WireText.date(bad.toCharArray(), 0, 10)).as(bad).isNull();
    }
    assertThat(WireText.date("2000-02-29".toCharArray(), 0, 10)).isEqualTo("2000-02-29");
    assertThat(WireText.date("2026-1-1".toCharArray(), 0, 8)).isNull();
  }

  @Test
  void writesTimesThatJavaReads() {
    RandomGenerator random = Seeds.random("writesTimesThatJavaReads");
    for (int i = 0; i < 20_000; i++) {
      long millis = random.nextLong(946_684_800_000L, 4_102_444_800_000L);
      long shown = random.nextBoolean() ? millis : millis / 1000 * 1000;
      String text = WireText.time(shown);
      assertThat(OffsetDateTime.parse(text).toInstant().toEpochMilli()).isEqualTo(shown);
      assertThat(text).endsWith("+07:00").hasSize(shown % 1000 == 0 ? 25 : 29);
      assertThat(millis(text)).isEqualTo(shown);
    }
  }

  @Test
  void readsUuids() {
    RandomGenerator random = Seeds.random("readsUuids");
    for (int i = 0; i < 5_000; i++) {
      UUID uuid = new UUID(random.nextLong(), random.nextLong());
      String text = uuid.toString();
      String cased = random.nextBoolean() ? text : text.toUpperCase(java.util.Locale.ROOT);
      assertThat(WireText.uuid(cased.toCharArray(), 0, 36)).isEqualTo(uuid);
      StringBuilder broken = new StringBuilder(text);
      broken.setCharAt(random.nextInt(36), "ghz G_/:@`".charAt(random.nextInt(10)));
      assertThat(WireText.uuid(broken.toString().toCharArray(), 0, 36)).isNull();
    }
    assertThat(WireText.uuid("1-1-1-1-1".toCharArray(), 0, 9)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void matchesAsTheRegularExpression(TextPattern pattern) {
    RandomGenerator random = Seeds.random("matchesAsTheRegularExpression " + pattern);
    Pattern regex = Pattern.compile(pattern.regex());
    String alphabet = "09AZĐaz.-/_ \n";
    int matching = 0;
    for (int i = 0; i < 50_000; i++) {
      // Few characters in a row differ, so that long texts match too.
      String few = random.nextBoolean() ? "09AZ" : alphabet;
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(random.nextBoolean() ? 10 : 70);
      while (text.length() < length) {
        text.append(few.charAt(random.nextInt(few.length())));
      }
      if (random.nextBoolean() && length > 3) {
        text.setCharAt(1 + random.nextInt(length - 2), ".-".charAt(random.nextInt(2)));
      }
      if (pattern == TextPattern.COMMUNE_CODE || pattern == TextPattern.PROCEDURE_CODE) {
        for (int k = 0; k < text.length(); k++) {
          char c = text.charAt(k);
          text.setCharAt(k, c == 'A' || c == 'Z' ? '5' : c);
        }
      }
      char[] within = ("x" + text + "x").toCharArray();
      boolean matches = pattern.matches(within, 1, text.length());
      assertThat(matches).as(text.toString()).isEqualTo(regex.matcher(text).matches());
      matching += matches ? 1 : 0;
    }
    assertThat(matching).isBetween(1, 49_999);
  }

  @Test
  void knowsWellFormedUtf8AsJavaDoes() {
    RandomGenerator random = Seeds.random("knowsWellFormedUtf8AsJavaDoes");
    int[] interesting = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2};
    int[] leads = {0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int k = 0; k < bytes.length; k++) {
        int kind = random.nextInt(8);
        bytes[k] =
            (byte)
                (kind == 0
                    ? leads[random.nextInt(leads.length)]
                    : kind < 3 ? interesting[random.nextInt(interesting.length)] : 'a');
      }
      assertThat(Utf8.wellFormed(bytes)).isEqualTo(isWellFormed(bytes));
    }
    byte[] text = "Ủy ban nhân dân 🇻🇳 xã".getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.wellFormed(text)).isTrue();
  }

  private static boolean isWellFormed(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
