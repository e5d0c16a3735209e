package vn.cds.proof.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What is killed, and when: the same seed gives the same schedule. */
public final class FaultSchedule {
  /** Long enough to fall into any part of a checkpoint cycle. */
  private static final int LONGEST_DELAY_MILLIS = 3_000;

  private static final int SHORTEST_OUTAGE_MILLIS = 500;
  private static final int LONGEST_OUTAGE_MILLIS = 4_500;

  /** What a fault hits. */
  public enum Victim {
    /** The one that leads. */
    JOB_MANAGER("JobManager"),
    TASK_MANAGER("TaskManager"),
    CLICKHOUSE("ClickHouse"),
    ZOOKEEPER("ZooKeeper"),
    S3("S3");

    private final String label;

    Victim(String label) {
      this.label = label;
    }

    /** Its name as it is printed. */
    public String label() {
      return label;
    }

    /** Whether it stays away for a while; the others are replaced at once. */
    boolean staysAway() {
      return this != JOB_MANAGER && this != TASK_MANAGER;
    }
  }

  /**
   * One fault.
   *
   * @param afterRecords it comes while the records behind this one are being sent
   * @param delay how long after the jobs are well it comes
   * @param outage how long the victim stays away; zero: it is replaced at once
   */
  public record Step(Victim victim, long afterRecords, Duration delay, Duration outage) {}

  private FaultSchedule() {}

  /**
   * All kills in random order, one in each part of the run.
   *
   * @param records how many records the run has
   * @param kills how often each part is killed
   */
  public static List<Step> of(long seed, long records, Map<Victim, Integer> kills) {
    Random random = new Random(seed);
    List<Victim> victims = new ArrayList<>();
    new TreeMap<>(kills)
        .forEach((victim, times) -> victims.addAll(Collections.nCopies(times, victim)));
    Collections.shuffle(victims, random);
    double part = (double) records / (victims.size() + 1);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < victims.size(); i++) {
      long after = (long) (part * (i + 0.2 + 0.6 * random.nextDouble()));
      Duration delay = Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS));
      Duration outage =
          victims.get(i).staysAway()
              ? Duration.ofMillis(random.nextInt(SHORTEST_OUTAGE_MILLIS, LONGEST_OUTAGE_MILLIS))
              : Duration.ZERO;
      steps.add(new Step(victims.get(i), after, delay, outage));
    }
    return steps;
  }

  /** How often each part is killed, in words. */
  public static String inWords(Map<Victim, Integer> kills) {
    List<String> words = new ArrayList<>();
    new TreeMap<>(kills)
        .forEach((victim, times) -> words.add("%s %d".formatted(victim.label(), times)));
    return words.isEmpty() ? "nothing is killed" : "kills: " + String.join(", ", words);
  }
}
