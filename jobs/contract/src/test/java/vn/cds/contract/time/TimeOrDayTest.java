package vn.cds.contract.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.Seeds;

class TimeOrDayTest {

  private static TimeOrDay of(String text) {
    return text.length() == 10
        ? TimeOrDay.on(LocalDate.parse(text))
        : TimeOrDay.at(Instant.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-07, 2026-10-08, true",
    "2026-10-08, 2026-10-08, false",
    "2026-10-08, 2026-10-07, false",
    "2026-10-08T01:00:00Z, 2026-10-08T01:00:00.001Z, true",
    "2026-10-08T01:00:00Z, 2026-10-08T01:00:00Z, false",
    "2026-10-07T16:59:59.999Z, 2026-10-08, true",
    "2026-10-07T17:00:00Z, 2026-10-08, false",
    "2026-10-08, 2026-10-08T16:59:59.999Z, false",
    "2026-10-08, 2026-10-08T17:00:00Z, true"
  })
  void comparesAtTheCoarserPrecision(String a, String b, boolean before) {
    assertThat(of(a).isBefore(of(b))).isEqualTo(before);
  }

  @Test
  void aDayIsNotItsMidnight() {
    TimeOrDay day = of("2026-10-08");
    assertThat(day).isNotEqualTo(TimeOrDay.at(day.first()));
    assertThat(day.first()).isEqualTo("2026-10-07T17:00:00Z");
    assertThat(day.last()).isEqualTo("2026-10-08T16:59:59.999Z");
    assertThat(day).hasToString("2026-10-08");
    assertThat(TimeOrDay.at(day.first())).hasToString("2026-10-08T00:00:00+07:00");
  }

  @Test
  void theNumberTellsDaysFromTimes() {
    RandomGenerator random = Seeds.random("theNumberTellsDaysFromTimes");
    for (int i = 0; i < 10_000; i++) {
      Instant time = Instant.ofEpochMilli(random.nextLong(946_684_800_000L, 4_102_444_800_000L));
      LocalDate localDay = VietnamTime.localDay(time);
      TimeOrDay exact = TimeOrDay.at(time);
      TimeOrDay day = TimeOrDay.on(localDay);
      assertThat(exact.isDay()).isFalse();
      assertThat(day.isDay()).isTrue();
      assertThat(day.word()).isLessThan(exact.word());
      assertThat(exact.localDay()).isEqualTo(day.localDay()).isEqualTo(localDay);
      assertThat(exact.first()).isEqualTo(exact.last()).isEqualTo(time);
      assertThat(time).isBetween(day.first(), day.last());
    }
  }
}
