package vn.cds.contract.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.Json;
import vn.cds.contract.Seeds;
import vn.cds.contract.file.InvalidDataFile;

class WorkingCalendarTest {

  private static final long HOUR = 3_600_000;
  private static final String CALENDAR_HEADER = "date,kind,name,source\n";
  private static final String HOURS_HEADER = "valid_from,weekday,starts,ends\n";

  private final WorkingCalendar calendar = WorkingCalendar.bundled();

  @TempDir Path folder;

  private static Instant local(String time) {
    return Instant.parse(time + ":00Z").minus(7, ChronoUnit.HOURS);
  }

  @Test
  void knowsWeekendsHolidaysAndSwappedDays() {
    assertThat(calendar.isWorkingDay(LocalDate.of(2026, 7, 24))).isTrue();
    assertThat(calendar.isWorkingDay(LocalDate.of(2026, 7, 25))).isFalse();
    assertThat(calendar.isWorkingDay(LocalDate.of(2026, 2, 17))).isFalse();
    assertThat(calendar.isWorkingDay(LocalDate.of(2025, 11, 24))).isTrue();
    assertThat(calendar.isWorkingDay(LocalDate.of(2026, 11, 24))).isFalse();
    assertThat(calendar.isWorkingDay(LocalDate.of(2024, 4, 29))).isFalse();
    assertThat(calendar.isWorkingDay(LocalDate.of(2024, 5, 4))).isTrue();
    assertThat(calendar.isWorkingDay(LocalDate.of(1999, 12, 31))).isFalse();
    assertThat(calendar.isWorkingDay(LocalDate.of(2200, 1, 1))).isFalse();
  }

  @Test
  void addsWorkingTime() {
    assertThat(calendar.workingMillis(local("2026-07-24T07:30"), local("2026-07-27T07:30")))
        .isEqualTo(8 * HOUR);
    assertThat(calendar.plusWorking(local("2026-07-24T07:30"), 8 * HOUR))
        .isEqualTo(local("2026-07-24T17:30"));
    assertThat(calendar.plusWorking(local("2026-07-24T07:30"), 8 * HOUR + 1))
        .isEqualTo(local("2026-07-27T07:30").plusMillis(1));
    assertThat(calendar.plusWorking(local("2026-07-24T11:00"), HOUR))
        .isEqualTo(local("2026-07-24T14:00"));
    Instant sunday = local("2026-07-26T12:00");
    assertThat(calendar.plusWorking(sunday, 0)).isEqualTo(sunday);
    assertThat(calendar.workingMillis(sunday, sunday)).isZero();
    assertThat(calendar.workingMillis(sunday, local("2026-07-01T00:00"))).isZero();
    assertThatThrownBy(() -> calendar.plusWorking(sunday, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void endsWithTheLastDay() {
    Instant end = VietnamTime.startOfDay(LocalDate.of(2200, 1, 1));
    assertThat(calendar.plusWorking(local("2026-07-24T07:30"), Long.MAX_VALUE)).isEqualTo(end);
    assertThat(calendar.workingMillis(end, end.plus(9_999, ChronoUnit.DAYS))).isZero();
    assertThat(calendar.workingMillis(Instant.parse("0001-01-01T00:00:00Z"), end)).isPositive();
    long all = calendar.workingMillis(local("1970-01-01T00:00"), end.plusSeconds(99));
    assertThat(calendar.plusWorking(local("1990-01-01T00:00"), all)).isBefore(end);
    assertThat(calendar.plusWorking(local("1990-01-01T00:00"), all + 1)).isEqualTo(end);
  }

  /** Counts the minutes one by one, by rules written down here once more. */
  @Test
  void agreesWithCountingMinutes() {
    RandomGenerator random = Seeds.random("agreesWithCountingMinutes");
    for (int i = 0; i < 60; i++) {
      Instant from =
          local("2024-01-01T00:00").plus(random.nextInt(3 * 365 * 24 * 60), ChronoUnit.MINUTES);
      int minutes = random.nextInt(20_000);
      long worked = 0;
      for (int m = 0; m < minutes; m++) {
        worked += isWorked(from.plus(m, ChronoUnit.MINUTES)) ? 60_000 : 0;
      }
      Instant to = from.plus(minutes, ChronoUnit.MINUTES);
      assertThat(calendar.workingMillis(from, to)).as(from + " to " + to).isEqualTo(worked);
      Instant reached = calendar.plusWorking(from, worked);
      assertThat(reached).isBeforeOrEqualTo(to);
      assertThat(calendar.workingMillis(from, reached)).isEqualTo(worked);
      if (worked > 0) {
        assertThat(calendar.workingMillis(from, reached.minusMillis(1))).isEqualTo(worked - 1);
      }
    }
  }

  private static final Set<LocalDate> HOLIDAYS = holidays();

  private static Set<LocalDate> holidays() {
    String text =
        new String(Json.resource("calendar.csv"), java.nio.charset.StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> line.contains(",holiday,"))
        .map(line -> LocalDate.parse(line.substring(0, 10)))
        .collect(java.util.stream.Collectors.toSet());
  }

  private static boolean isWorked(Instant minute) {
    ZonedDateTime local = minute.atZone(VietnamTime.ZONE);
    boolean weekend = local.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0;
    boolean swapped = local.toLocalDate().equals(LocalDate.of(2024, 5, 4));
    if (HOLIDAYS.contains(local.toLocalDate()) || (weekend && !swapped)) {
      return false;
    }
    LocalTime time = local.toLocalTime();
    boolean morning = !time.isBefore(LocalTime.of(7, 30)) && time.isBefore(LocalTime.of(11, 30));
    boolean afternoon = !time.isBefore(LocalTime.of(13, 30)) && time.isBefore(LocalTime.of(17, 30));
    return morning || afternoon;
  }

  @Test
  void hasTheHolidaysOfTheReferenceData() throws IOException {
    assertThat(HOLIDAYS).hasSize(54);
    Path reference =
        Path.of(System.getProperty("cds.root", "../.."))
            .resolve("../shared/data/holidays_vn_2024_2027.csv");
    if (!Files.exists(reference)) {
      System.out.println("hasTheHolidaysOfTheReferenceData: skipped, there is no " + reference);
      return;
    }
    assertThat(
            Files.readAllLines(reference).stream()
                .skip(1)
                .map(line -> LocalDate.parse(line.substring(0, 10))))
        .containsExactlyInAnyOrderElementsOf(HOLIDAYS);
  }

  private WorkingCalendar read(String days, String hours) throws IOException {
    Path daysFile = Files.writeString(folder.resolve("calendar.csv"), days);
    Path hoursFile = Files.writeString(folder.resolve("working_hours.csv"), hours);
    return WorkingCalendar.read(daysFile, hoursFile);
  }

  @Test
  void changesHoursOnTheirDate() throws IOException {
    WorkingCalendar changing =
        read(
            CALENDAR_HEADER
                + "2026-01-10,working_day,Làm bù,Notice\n"
                + "2026-01-11,working_day,Làm bù,Notice\n",
            HOURS_HEADER
                + "2000-01-01,1,07:30,11:30\n"
                + "2026-01-07,1,00:00,24:00\n"
                + "2026-01-07,5,08:00,12:00\n"
                + "2026-01-07,5,13:00,15:00\n");
    assertThat(changing.workingMillis(local("2026-01-05T00:00"), local("2026-01-06T00:00")))
        .isEqualTo(4 * HOUR);
    assertThat(changing.workingMillis(local("2026-01-12T00:00"), local("2026-01-13T00:00")))
        .isEqualTo(24 * HOUR);
    // A swapped Saturday and Sunday have the hours of Friday.
    assertThat(changing.workingMillis(local("2026-01-10T09:00"), local("2026-01-11T00:00")))
        .isEqualTo(5 * HOUR);
    assertThat(changing.workingMillis(local("2026-01-11T00:00"), local("2026-01-12T00:00")))
        .isEqualTo(6 * HOUR);
  }

  @Test
  void listsEveryErrorWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    CALENDAR_HEADER
                        + "2026-01-32,holiday,A,B\n"
                        + "2026-01-01,feast,A,B\n"
                        + "2026-01-02,holiday,A,B\n"
                        + "2026-01-02,working_day,A,\n",
                    HOURS_HEADER
                        + "2000-01-01,8,07:30,11:30\n"
                        + "2000-01-01,1,7:30,11:30\n"
                        + "2000-01-01,1,11:30,07:30\n"
                        + "2000-01-01,1,07:30,11:30\n"
                        + "2000-01-01,1,11:30,12:00\n"))
        .isInstanceOf(InvalidDataFile.class)
        .hasMessage(
            """
            calendar.csv:2: date is "2026-01-32"; it must be a date such as 2025-07-01.
            calendar.csv:3: kind is "feast"; it must be holiday or working_day.
            calendar.csv:5: source is blank; fill it in.
            calendar.csv:5: date 2026-01-02 stands twice; keep one line.
            working_hours.csv:2: weekday is "8"; it must be 1 (Monday) to 7 (Sunday).
            working_hours.csv:3: starts is "7:30"; it must be a time such as 07:30.
            working_hours.csv:4: ends is not after starts; an interval may not go over midnight.
            working_hours.csv:6: starts is not after the end of the interval before it on this weekday; sort them and join those that touch.""");
    assertThatThrownBy(() -> read(CALENDAR_HEADER, HOURS_HEADER + "2025-01-01,1,07:30,11:30\n"))
        .hasMessage(
            "working_hours.csv: no working hours on 2000-01-01; let the earliest valid_from be that"
                + " day or earlier.");
  }

  @Test
  void travelsInASavedJob() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(calendar);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      WorkingCalendar copy = (WorkingCalendar) in.readObject();
      assertThat(copy.plusWorking(local("2026-07-24T07:30"), 9 * HOUR))
          .isEqualTo(calendar.plusWorking(local("2026-07-24T07:30"), 9 * HOUR));
    }
    assertThat(bytes.size()).isLessThan(2_000_000);
  }
}
