package vn.cds.alerts.rules;

import java.util.SplittableRandom;

/** Random numbers of which the seed is printed; {@code -Dcds.seed=N} repeats a run. */
public final class Seeds {
  private Seeds() {}

  public static SplittableRandom random(String test) {
    long seed = Long.getLong("cds.seed", System.nanoTime());
    System.out.println(test + ": -Dcds.seed=" + seed);
    return new SplittableRandom(seed);
  }
}
