package vn.cds.proof.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is killed, and when: the same seed gives the same schedule. */
public final class FaultSchedule {
  /** Long enough to fall into any part of a checkpoint cycle. */
  private static final int LONGEST_DELAY_MILLIS = 3_000;

  private static final int LONGEST_OUTAGE_MILLIS = 4_000;

  /** What a fault hits. */
  public enum Victim {
    TASK_MANAGER,
    CLICKHOUSE
  }

  /**
   * One fault.
   *
   * @param afterRecords it comes while the records behind this one are being sent
   * @param delay how long after the jobs are well it comes
   * @param outage how long the victim stays away; a TaskManager is replaced at once
   */
  public record Step(Victim victim, long afterRecords, Duration delay, Duration outage) {}

  private FaultSchedule() {}

  /**
   * Kills of TaskManagers and one of ClickHouse in random order, one in each part of the run.
   *
   * @param records how many records the run has
   */
  public static List<Step> of(long seed, long records, int taskManagerKills) {
    Random random = new Random(seed);
    List<Victim> victims =
        new ArrayList<>(Collections.nCopies(taskManagerKills, Victim.TASK_MANAGER));
    victims.add(Victim.CLICKHOUSE);
    Collections.shuffle(victims, random);
    double part = (double) records / (victims.size() + 1);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < victims.size(); i++) {
      long after = (long) (part * (i + 0.2 + 0.6 * random.nextDouble()));
      Duration delay = Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS));
      Duration outage =
          victims.get(i) == Victim.CLICKHOUSE
              ? Duration.ofMillis(500 + random.nextInt(LONGEST_OUTAGE_MILLIS))
              : Duration.ZERO;
      steps.add(new Step(victims.get(i), after, delay, outage));
    }
    return steps;
  }
}
