package vn.cds.simulator.plan;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.random.SeededRandom;
import vn.cds.simulator.random.Weighted;

/** How busy days and hours are. */
public final class Season {
  private final Plan.Season plan;
  private final WorkingCalendar calendar;
  private final Weighted<Integer> counterHours;
  private final Weighted<Integer> onlineHours;

  public Season(Plan.Season plan, WorkingCalendar calendar) {
    this.plan = plan;
    this.calendar = calendar;
    List<Integer> hours = IntStream.range(0, 24).boxed().toList();
    counterHours = new Weighted<>(hours, plan.counterHours());
    onlineHours = new Weighted<>(hours, plan.onlineHours());
  }

  public boolean works(LocalDate day) {
    return calendar.isWorkingDay(day) && !plan.closed().contains(day);
  }

  /** 1 on an average working day. */
  public double factor(LocalDate day) {
    double month = plan.months()[day.getMonthValue() - 1];
    return works(day)
        ? month * plan.weekdays()[day.getDayOfWeek().getValue() - 1]
        : month * plan.holidays();
  }

  /** Milliseconds since midnight. */
  public long timeOfDay(boolean online, SeededRandom random) {
    int hour = (online ? onlineHours : counterHours).draw(random);
    return hour * 3_600_000L + random.below(3_600_000L);
  }
}
