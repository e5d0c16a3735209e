package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {

  @ParameterizedTest
  @CsvSource({
    // the local day begins at 17:00 UTC
    "today,     2026-10-08T16:59:59.999Z, 2026-10-08, 2026-10-09, 2026-10-08",
    "today,     2026-10-08T17:00:00Z,     2026-10-09, 2026-10-10, 2026-10-09",
    "live,      2026-10-08T10:00:00Z,     2026-10-08, 2026-10-09, 2026-10-08",
    "week,      2026-10-08T10:00:00Z,     2026-10-05, 2026-10-12, 2026-W41",
    "month,     2026-10-08T10:00:00Z,     2026-10-01, 2026-11-01, 2026-10",
    "quarter,   2026-10-08T10:00:00Z,     2026-10-01, 2027-01-01, 2026-Q4",
    "half-year, 2026-10-08T10:00:00Z,     2026-07-01, 2027-01-01, 2026-H2",
    "year,      2026-10-08T10:00:00Z,     2026-01-01, 2027-01-01, 2026",
    // ends of the year
    "today,     2026-12-31T17:00:00Z,     2027-01-01, 2027-01-02, 2027-01-01",
    "week,      2026-12-31T16:00:00Z,     2026-12-28, 2027-01-04, 2026-W53",
    "week,      2027-01-02T17:00:00Z,     2026-12-28, 2027-01-04, 2026-W53",
    "week,      2024-12-30T10:00:00Z,     2024-12-30, 2025-01-06, 2025-W01",
    "month,     2026-12-31T16:59:59Z,     2026-12-01, 2027-01-01, 2026-12",
    "month,     2026-12-31T17:00:00Z,     2027-01-01, 2027-02-01, 2027-01",
    "month,     2028-02-29T10:00:00Z,     2028-02-01, 2028-03-01, 2028-02",
    "quarter,   2026-03-31T10:00:00Z,     2026-01-01, 2026-04-01, 2026-Q1",
    "quarter,   2026-03-31T17:00:00Z,     2026-04-01, 2026-07-01, 2026-Q2",
    "half-year, 2026-06-30T16:59:59Z,     2026-01-01, 2026-07-01, 2026-H1",
    "half-year, 2026-06-30T17:00:00Z,     2026-07-01, 2027-01-01, 2026-H2",
    "year,      2026-12-31T17:00:00Z,     2027-01-01, 2028-01-01, 2027",
  })
  void isReckonedInLocalTime(
      String kind, Instant now, LocalDate fromDay, LocalDate toDay, String label) {
    Period period = Period.current(Period.Kind.of(kind), at(now));
    assertThat(period).isEqualTo(new Period(Period.Kind.of(kind), fromDay, toDay, label, true));
  }

  @Test
  void isProvisionalUntilItsLastDayHasEnded() {
    LocalDate day = LocalDate.of(2026, 9, 15);
    assertThat(containing(Period.Kind.MONTH, day, "2026-09-30T16:59:59Z").provisional()).isTrue();
    assertThat(containing(Period.Kind.MONTH, day, "2026-09-30T17:00:00Z").provisional()).isFalse();
  }

  @Test
  void customDaysAreBothInside() {
    Clock clock = at(Instant.parse("2026-10-08T10:00:00Z"));
    LocalDate first = LocalDate.of(2026, 2, 28);
    Period period = Period.custom(first, LocalDate.of(2026, 3, 1), clock);
    assertThat(period.toDay()).isEqualTo("2026-03-02");
    assertThat(period.label()).isEqualTo("2026-02-28..2026-03-01");
    assertThat(period.provisional()).isFalse();
    assertThatThrownBy(() -> Period.custom(first, first.minusDays(1), clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2026-02-27");
    assertThatThrownBy(() -> Period.current(Period.Kind.CUSTOM, clock))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "month,   2026-10-08T10:00:00Z, 2026-10-01, 2026-10-08, 2026-10-07T17:00:00Z",
    "year,    2026-10-08T10:00:00Z, 2026-01-01, 2026-10-08, 2026-10-07T17:00:00Z",
    // on the first day nothing of the period had passed this morning
    "month,   2026-10-01T10:00:00Z, 2026-09-01, 2026-10-01, 2026-09-30T17:00:00Z",
    "year,    2026-12-31T17:00:00Z, 2026-01-01, 2027-01-01, 2026-12-31T17:00:00Z",
    "today,   2026-10-08T10:00:00Z, 2026-10-07, 2026-10-08, 2026-10-07T17:00:00Z",
    "week,    2026-10-05T10:00:00Z, 2026-09-28, 2026-10-05, 2026-10-04T17:00:00Z",
  })
  void isComparedWithThisMorningOrThePeriodBefore(
      String kind, Instant now, LocalDate fromDay, LocalDate toDay, Instant at) {
    assertThat(Period.current(Period.Kind.of(kind), at(now)).earlier(at(now)))
        .isEqualTo(new Period.Earlier(fromDay, toDay, at));
  }

  @Test
  void aPastPeriodIsComparedWithTheOneBefore() {
    Period july = containing(Period.Kind.MONTH, LocalDate.of(2026, 7, 20), "2026-10-08T10:00:00Z");
    assertThat(july.earlier(at(Instant.parse("2026-10-08T10:00:00Z"))))
        .isEqualTo(
            new Period.Earlier(
                LocalDate.of(2026, 6, 1),
                LocalDate.of(2026, 7, 1),
                Instant.parse("2026-06-30T17:00:00Z")));
  }

  @ParameterizedTest
  @CsvSource({
    "today,                  today,     2026-10-08, 2026-10-09, true",
    "2026-10-07,             today,     2026-10-07, 2026-10-08, false",
    "2024-02-29,             today,     2024-02-29, 2024-03-01, false",
    "2026-10,                month,     2026-10-01, 2026-11-01, true",
    "2026-02,                month,     2026-02-01, 2026-03-01, false",
    "2026-Q3,                quarter,   2026-07-01, 2026-10-01, false",
    "2026-Q4,                quarter,   2026-10-01, 2027-01-01, true",
    "2026-H1,                half-year, 2026-01-01, 2026-07-01, false",
    "2026-H2,                half-year, 2026-07-01, 2027-01-01, true",
    "2026,                   year,      2026-01-01, 2027-01-01, true",
    "2026-W41,               week,      2026-10-05, 2026-10-12, true",
    "2026-W53,               week,      2026-12-28, 2027-01-04, true",
    "2025-W01,               week,      2024-12-30, 2025-01-06, false",
    "2026-10-08..2026-10-12, custom,    2026-10-08, 2026-10-13, true",
    "2026-02-28..2026-02-28, custom,    2026-02-28, 2026-03-01, false",
  })
  void isReadFromItsLabel(
      String text, String kind, LocalDate fromDay, LocalDate toDay, boolean provisional) {
    Clock clock = at(Instant.parse("2026-10-08T10:00:00Z"));
    Period period = Period.parse(text, clock);
    String label = text.equals("today") ? "2026-10-08" : text;
    assertThat(period)
        .isEqualTo(new Period(Period.Kind.of(kind), fromDay, toDay, label, provisional));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 2026",
        "Today",
        "yesterday",
        "custom",
        "half_year",
        "Month",
        "26",
        "1999",
        "2100",
        "2026-",
        "2026-13",
        "2026-00",
        "2026-Q0",
        "2026-Q5",
        "2026-H3",
        "2026-q4",
        "2026-W00",
        "2025-W53",
        "2026-W54",
        "2026-02-29",
        "2026-10-08..",
        "2026-10-08..2026-10-07",
        "2026-10..2026-11",
        "2026-10-08...2026-10-09",
        "2026\n",
        "２０２６"
      })
  void anythingElseIsRefusedWithASentence(String text) {
    Clock clock = at(Instant.parse("2026-10-08T10:00:00Z"));
    assertThatThrownBy(() -> Period.parse(text, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .containsPattern("2026-Q4|before it begins");
  }

  @ParameterizedTest
  @EnumSource(value = Period.Kind.class, names = "CUSTOM", mode = EnumSource.Mode.EXCLUDE)
  void theNameOfAKindIsTheOneThatIsRunning(Period.Kind kind) {
    Clock clock = at(Instant.parse("2026-10-08T17:00:00Z"));
    assertThat(Period.parse(kind.wireName(), clock)).isEqualTo(Period.current(kind, clock));
    assertThat(Period.parse("today", clock).label()).isEqualTo("2026-10-09");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-08,             2026-10-07",
    "2026-W01,               2025-W52",
    "2026-01,                2025-12",
    "2026-Q1,                2025-Q4",
    "2026-H2,                2026-H1",
    "2026,                   2025",
    "2026-10-08..2026-10-12, 2026-10-03..2026-10-07",
  })
  void hasAPeriodBefore(String text, String before) {
    Clock clock = at(Instant.parse("2026-10-08T10:00:00Z"));
    assertThat(Period.parse(text, clock).previous(clock)).isEqualTo(Period.parse(before, clock));
  }

  @ParameterizedTest
  @EnumSource(Period.Kind.class)
  void kindsHaveWireNames(Period.Kind kind) {
    assertThat(Period.Kind.of(kind.wireName())).isEqualTo(kind);
    assertThat(Period.Kind.of("fortnight")).isNull();
  }

  private static Period containing(Period.Kind kind, LocalDate day, String now) {
    return Period.containing(kind, day, at(Instant.parse(now)));
  }

  private static Clock at(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }
}
