package vn.cds.proof.oracle;

import java.io.Reader;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;
import vn.cds.proof.oracle.input.DataFiles;
import vn.cds.proof.oracle.input.LocalTime;

/** Working time, counted day by day and interval by interval. Not thread-safe. */
public final class WorkingTime {
  private record Hours(
      LocalDate validFrom, DayOfWeek weekday, java.time.LocalTime from, java.time.LocalTime to) {}

  private record Interval(Instant from, Instant to) {}

  private final List<Hours> hours = new ArrayList<>();
  private final Set<LocalDate> holidays = new HashSet<>();
  private final Set<LocalDate> swappedDays = new HashSet<>();
  private final Map<LocalDate, List<Interval>> known = new HashMap<>();

  /** Reads files in the form of the bundled calendar.csv and working_hours.csv. */
  public WorkingTime(Reader calendar, Reader workingHours) {
    for (CSVRecord row : DataFiles.rows(calendar)) {
      Set<LocalDate> days =
          switch (row.get("kind")) {
            case "holiday" -> holidays;
            case "working_day" -> swappedDays;
            default -> throw new IllegalArgumentException("unknown kind of day in " + row);
          };
      days.add(LocalDate.parse(row.get("date")));
    }
    for (CSVRecord row : DataFiles.rows(workingHours)) {
      hours.add(
          new Hours(
              LocalDate.parse(row.get("valid_from")),
              DayOfWeek.of(Integer.parseInt(row.get("weekday"))),
              java.time.LocalTime.parse(row.get("starts")),
              java.time.LocalTime.parse(row.get("ends"))));
    }
  }

  /** The bundled calendar. */
  public static WorkingTime bundled() {
    return new WorkingTime(
        DataFiles.bundled("calendar.csv"), DataFiles.bundled("working_hours.csv"));
  }

  /** The working intervals of a local day, in order. */
  private List<Interval> intervals(LocalDate day) {
    return known.computeIfAbsent(day, this::findIntervals);
  }

  private List<Interval> findIntervals(LocalDate day) {
    if (holidays.contains(day)) {
      return List.of();
    }
    List<Hours> week = weekOf(day);
    DayOfWeek weekday = day.getDayOfWeek();
    if (swappedDays.contains(day) && !week.isEmpty()) {
      // A swapped Saturday is worked like the Friday before it.
      while (!isWorked(week, weekday)) {
        weekday = weekday.minus(1);
      }
    }
    DayOfWeek like = weekday;
    return week.stream()
        .filter(h -> h.weekday == like)
        .map(h -> new Interval(at(day, h.from), at(day, h.to)))
        .sorted((a, b) -> a.from.compareTo(b.from))
        .toList();
  }

  /** The rows of the latest week that is valid on a day. */
  private List<Hours> weekOf(LocalDate day) {
    LocalDate latest =
        hours.stream()
            .map(Hours::validFrom)
            .filter(from -> !from.isAfter(day))
            .max(LocalDate::compareTo)
            .orElse(null);
    return hours.stream().filter(h -> h.validFrom.equals(latest)).toList();
  }

  private static boolean isWorked(List<Hours> week, DayOfWeek weekday) {
    return week.stream().anyMatch(h -> h.weekday == weekday);
  }

  private static Instant at(LocalDate day, java.time.LocalTime time) {
    return day.atTime(time).atZone(LocalTime.ZONE).toInstant();
  }

  /** Working milliseconds from one instant to another; 0 unless the second is later. */
  long between(Instant from, Instant to) {
    long millis = 0;
    LocalDate last = LocalTime.day(to);
    for (LocalDate day = LocalTime.day(from); !day.isAfter(last); day = day.plusDays(1)) {
      for (Interval interval : intervals(day)) {
        Instant start = interval.from.isAfter(from) ? interval.from : from;
        Instant end = interval.to.isBefore(to) ? interval.to : to;
        if (start.isBefore(end)) {
          millis += Duration.between(start, end).toMillis();
        }
      }
    }
    return millis;
  }

  /**
   * The first instant at which that much working time has passed.
   *
   * @param workingMillis above 0
   */
  Instant after(Instant from, long workingMillis) {
    long left = workingMillis;
    for (LocalDate day = LocalTime.day(from); ; day = day.plusDays(1)) {
      for (Interval interval : intervals(day)) {
        Instant start = interval.from.isAfter(from) ? interval.from : from;
        if (!start.isBefore(interval.to)) {
          continue;
        }
        long available = Duration.between(start, interval.to).toMillis();
        if (left <= available) {
          return start.plusMillis(left);
        }
        left -= available;
      }
    }
  }
}
