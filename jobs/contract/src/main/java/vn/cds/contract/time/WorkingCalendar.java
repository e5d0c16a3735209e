package vn.cds.contract.time;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import vn.cds.contract.file.DataFile;
import vn.cds.contract.file.InvalidDataFile;

/**
 * Which days and hours are worked, in local time. Immutable and thread-safe.
 *
 * <p>Reckons from {@link #FIRST_DAY} to {@link #LAST_DAY}; outside there is no working time. The
 * files are those bundled in vn/cds/contract: {@code calendar.csv} and {@code working_hours.csv};
 * README.md there says what stands in them.
 */
public final class WorkingCalendar implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The first day with working time: no event is earlier. */
  public static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);

  /** The last day with working time: late enough for every deadline of an event. */
  public static final LocalDate LAST_DAY = LocalDate.of(2199, 12, 31);

  static final String CALENDAR_FILE = "calendar.csv";
  static final String HOURS_FILE = "working_hours.csv";
  private static final List<String> CALENDAR_HEADER = List.of("date", "kind", "name", "source");
  private static final List<String> HOURS_HEADER =
      List.of("valid_from", "weekday", "starts", "ends");

  private static final long FIRST_EPOCH_DAY = FIRST_DAY.toEpochDay();
  private static final int DAYS = (int) (LAST_DAY.toEpochDay() - FIRST_EPOCH_DAY + 1);

  /** The intervals of each day from {@link #FIRST_DAY}: pairs of start and end after midnight. */
  private final int[][] intervals;

  /** Working milliseconds from {@link #FIRST_DAY} to the start of each day, and to the end. */
  private final long[] before;

  private WorkingCalendar(int[][] intervals) {
    this.intervals = intervals;
    this.before = new long[DAYS + 1];
    for (int day = 0; day < DAYS; day++) {
      before[day + 1] = before[day] + worked(intervals[day], (int) VietnamTime.DAY_MILLIS);
    }
  }

  /** The calendar of Vietnam's administration that comes with this library. */
  public static WorkingCalendar bundled() {
    return Bundled.CALENDAR;
  }

  /** Read when it is first asked for. */
  private static final class Bundled {
    static final WorkingCalendar CALENDAR = load();

    private static WorkingCalendar load() {
      List<String> errors = new ArrayList<>();
      return of(
          DataFile.bundled(CALENDAR_FILE, CALENDAR_HEADER, errors),
          DataFile.bundled(HOURS_FILE, HOURS_HEADER, errors),
          errors);
    }
  }

  /**
   * The calendar of an administrator's files.
   *
   * @throws InvalidDataFile with every error, each with its file and line
   */
  public static WorkingCalendar read(Path calendarCsv, Path workingHoursCsv) {
    List<String> errors = new ArrayList<>();
    return of(
        DataFile.read(calendarCsv, CALENDAR_HEADER, errors),
        DataFile.read(workingHoursCsv, HOURS_HEADER, errors),
        errors);
  }

  private static WorkingCalendar of(
      List<DataFile.Row> calendarRows, List<DataFile.Row> hourRows, List<String> errors) {
    boolean readable = errors.isEmpty();
    Map<LocalDate, DayKind> exceptions = exceptions(calendarRows);
    NavigableMap<LocalDate, int[][]> weeks = weeks(hourRows);
    if (readable && errors.isEmpty() && (weeks.isEmpty() || weeks.firstKey().isAfter(FIRST_DAY))) {
      errors.add(
          HOURS_FILE
              + ": no working hours on "
              + FIRST_DAY
              + "; let the earliest valid_from be that day or earlier.");
    }
    if (!errors.isEmpty()) {
      throw new InvalidDataFile(errors);
    }
    int[][] intervals = new int[DAYS][];
    for (int i = 0; i < DAYS; i++) {
      LocalDate day = FIRST_DAY.plusDays(i);
      intervals[i] = intervals(day, weeks.floorEntry(day).getValue(), exceptions.get(day));
    }
    return new WorkingCalendar(intervals);
  }

  private enum DayKind {
    HOLIDAY,
    WORKING_DAY;

    static DayKind of(String wireName) {
      return switch (wireName) {
        case "holiday" -> HOLIDAY;
        case "working_day" -> WORKING_DAY;
        default -> null;
      };
    }
  }

  private static int[] intervals(LocalDate day, int[][] week, DayKind exception) {
    int weekday = day.getDayOfWeek().getValue() - 1;
    if (exception == null) {
      return week[weekday];
    }
    if (exception == DayKind.HOLIDAY) {
      return new int[0];
    }
    // A swapped working day has the hours of the nearest weekday before it that has any.
    for (int back = 0; back < 7; back++) {
      int[] candidate = week[(weekday - back + 7) % 7];
      if (candidate.length > 0) {
        return candidate;
      }
    }
    return new int[0];
  }

  private static Map<LocalDate, DayKind> exceptions(List<DataFile.Row> rows) {
    Map<LocalDate, DayKind> exceptions = new HashMap<>();
    for (DataFile.Row row : rows) {
      LocalDate date = row.date("date");
      DayKind kind = row.known("kind", DayKind::of, "holiday or working_day");
      row.text("name");
      row.text("source");
      if (date != null && kind != null && exceptions.put(date, kind) != null) {
        row.error("date " + date + " stands twice; keep one line.");
      }
    }
    return exceptions;
  }

  /** The intervals of the seven weekdays, by the first day on which they are worked. */
  private static NavigableMap<LocalDate, int[][]> weeks(List<DataFile.Row> rows) {
    NavigableMap<LocalDate, int[][]> weeks = new TreeMap<>();
    for (DataFile.Row row : rows) {
      LocalDate validFrom = row.date("valid_from");
      Integer weekday = row.known("weekday", WorkingCalendar::weekday, "1 (Monday) to 7 (Sunday)");
      Integer starts = row.known("starts", WorkingCalendar::millisOfDay, "a time such as 07:30");
      Integer ends = row.known("ends", WorkingCalendar::millisOfDay, "a time such as 17:30");
      if (validFrom == null || weekday == null || starts == null || ends == null) {
        continue;
      }
      if (starts >= ends) {
        row.error("ends is not after starts; an interval may not go over midnight.");
        continue;
      }
      int[][] week = weeks.computeIfAbsent(validFrom, day -> new int[7][0]);
      int[] day = week[weekday - 1];
      if (day.length > 0 && starts <= day[day.length - 1]) {
        row.error(
            "starts is not after the end of the interval before it on this weekday; sort them and"
                + " join those that touch.");
        continue;
      }
      week[weekday - 1] = Arrays.copyOf(day, day.length + 2);
      week[weekday - 1][day.length] = starts;
      week[weekday - 1][day.length + 1] = ends;
    }
    return weeks;
  }

  private static Integer weekday(String text) {
    return text.length() == 1 && text.charAt(0) >= '1' && text.charAt(0) <= '7'
        ? text.charAt(0) - '0'
        : null;
  }

  private static Integer millisOfDay(String text) {
    if (text.equals("24:00")) {
      return (int) VietnamTime.DAY_MILLIS;
    }
    try {
      return text.length() == 5 ? LocalTime.parse(text).toSecondOfDay() * 1000 : null;
    } catch (DateTimeException e) {
      return null; // the caller says where and what is expected
    }
  }

  /** Whether any time is worked on this local day. */
  public boolean isWorkingDay(LocalDate day) {
    long index = day.toEpochDay() - FIRST_EPOCH_DAY;
    return index >= 0 && index < DAYS && intervals[(int) index].length > 0;
  }

  /** Working time between two instants in milliseconds; 0 when {@code to} is not after from. */
  public long workingMillis(Instant from, Instant to) {
    return to.isAfter(from) ? workedUntil(to.toEpochMilli()) - workedUntil(from.toEpochMilli()) : 0;
  }

  /**
   * The first instant at which so much working time has passed since {@code from}; {@code from}
   * itself when it is 0. So 8 hours from Monday 07:30 end on Monday at the close, not on Tuesday at
   * the opening. When there is not so much working time until {@link #LAST_DAY}, the end of that
   * day.
   *
   * @param workingMillis at least 0
   * @throws IllegalArgumentException when it is negative
   */
  public Instant plusWorking(Instant from, long workingMillis) {
    if (workingMillis < 0) {
      throw new IllegalArgumentException("workingMillis is negative: " + workingMillis);
    }
    if (workingMillis == 0) {
      return from;
    }
    long passed = workedUntil(from.toEpochMilli());
    if (workingMillis > before[DAYS] - passed) {
      return VietnamTime.startOfDay(LAST_DAY.plusDays(1));
    }
    long target = passed + workingMillis;
    int day = lastDayBefore(target);
    long missing = target - before[day];
    int[] worked = intervals[day];
    int i = 0;
    while (missing > worked[i + 1] - worked[i]) {
      missing -= worked[i + 1] - worked[i];
      i += 2;
    }
    return Instant.ofEpochMilli(
        VietnamTime.startOfEpochDay(FIRST_EPOCH_DAY + day) + worked[i] + missing);
  }

  /** The day in which the sum reaches the target: the last one before which it is smaller. */
  private int lastDayBefore(long target) {
    int low = 0;
    int high = DAYS - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (before[middle] < target) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Working milliseconds from the start of {@link #FIRST_DAY}. */
  private long workedUntil(long epochMillis) {
    long epochDay = VietnamTime.localEpochDay(epochMillis);
    long index = epochDay - FIRST_EPOCH_DAY;
    if (index < 0) {
      return 0;
    }
    if (index >= DAYS) {
      return before[DAYS];
    }
    int day = (int) index;
    return before[day]
        + worked(intervals[day], (int) (epochMillis - VietnamTime.startOfEpochDay(epochDay)));
  }

  private static long worked(int[] intervals, int millisOfDay) {
    long worked = 0;
    for (int i = 0; i < intervals.length; i += 2) {
      worked += Math.max(0, Math.min(millisOfDay, intervals[i + 1]) - intervals[i]);
    }
    return worked;
  }
}
