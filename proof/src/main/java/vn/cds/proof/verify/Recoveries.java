package vn.cds.proof.verify;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import vn.cds.proof.verify.FaultSchedule.Victim;

/**
 * How long the jobs needed after each fault: from the kill until the tables can be read, every task
 * of every job runs, as the JobManager that leads then says, and every job has completed a
 * checkpoint that began after the victim was started again. So it includes the time to notice the
 * fault, the election of a leader, the restart, reading the state from the last checkpoint, and the
 * next checkpoint.
 */
public final class Recoveries {
  /** What is aimed at, for the median. */
  private static final Map<Victim, Duration> AIMS =
      Map.of(
          Victim.JOB_MANAGER, Duration.ofSeconds(30), Victim.TASK_MANAGER, Duration.ofSeconds(15));

  private final Map<Victim, List<Duration>> times = new EnumMap<>(Victim.class);

  void add(Victim victim, Duration took) {
    times.computeIfAbsent(victim, v -> new ArrayList<>()).add(took);
  }

  /**
   * The median for a kind of victim.
   *
   * @throws IllegalArgumentException when it was never killed
   */
  public Duration median(Victim victim) {
    List<Duration> sorted = times.getOrDefault(victim, List.of()).stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException(victim + " was never killed");
    }
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : sorted.get(half - 1).plus(sorted.get(half)).dividedBy(2);
  }

  /** How often a kind of victim was killed. */
  public int count(Victim victim) {
    return times.getOrDefault(victim, List.of()).size();
  }

  /** Prints each time in the order of the kills, and the medians. */
  public void print(PrintWriter out) {
    out.printf("%n%-12s %9s %6s  %s%n", "killed", "median s", "aim s", "each, in seconds");
    for (Victim victim : times.keySet()) {
      Duration aim = AIMS.get(victim);
      out.printf(
          "%-12s %9s %6s  %s%n",
          victim.label(),
          seconds(median(victim)),
          aim == null ? "" : Long.toString(aim.toSeconds()),
          times.get(victim).stream().map(Recoveries::seconds).collect(Collectors.joining(" ")));
    }
    out.flush();
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
  }
}
