package vn.cds.contract;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random numbers of which the seed is printed; {@code -Dcds.seed=N} repeats a run. */
public final class Seeds {

  private Seeds() {}

  public static RandomGenerator random(String test) {
    long seed = Long.getLong("cds.seed", System.nanoTime());
    System.out.println(test + ": -Dcds.seed=" + seed);
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
