package vn.cds.simulator.random;

import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Random draws that are the same on every machine and every Java version: only {@link
 * SplittableRandom#nextLong()} is taken from the JDK, and logarithms come from {@link StrictMath}.
 * Not thread-safe.
 */
public final class SeededRandom {

  private final SplittableRandom random;

  public SeededRandom(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * Random numbers for a named purpose. Purposes do not influence each other: so the events of one
   * commune stay the same when another commune is added.
   */
  public static SeededRandom of(long seed, String purpose, long number) {
    return new SeededRandom(mix(mix(seed ^ hash(purpose)) + number));
  }

  /** 64 random bits. */
  public long bits() {
    return random.nextLong();
  }

  /** At least 0, less than 1. */
  public double unit() {
    return (random.nextLong() >>> 11) * 0x1p-53;
  }

  public boolean chance(double probability) {
    return unit() < probability;
  }

  /** At least 0, less than the bound; the bound is positive. */
  public int below(int bound) {
    return (int) (unit() * bound);
  }

  /** At least 0, less than the bound; the bound is positive. */
  public long below(long bound) {
    return (long) (unit() * bound);
  }

  /** At least {@code low}, less than {@code high}. */
  public long between(long low, long high) {
    return low + below(Math.max(1, high - low));
  }

  /** One of the values, each as likely as the others. */
  public <T> T oneOf(T[] values) {
    return values[below(values.length)];
  }

  /** Mean 0, deviation 1 (polar method). */
  double gaussian() {
    double x;
    double square;
    do {
      x = 2 * unit() - 1;
      double y = 2 * unit() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    return x * Math.sqrt(-2 * StrictMath.log(square) / square);
  }

  /** Log-normal: half of the draws lie below the median. */
  public double logNormal(double median, double sigma) {
    return median * StrictMath.exp(sigma * gaussian());
  }

  /** A UUID with the marks of version 4. */
  public UUID uuid() {
    return new UUID(
        (bits() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L,
        (bits() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }

  /** A number in [0, 1) that depends on the purpose only. */
  public static double unitOf(long seed, String purpose) {
    return (mix(seed ^ hash(purpose)) >>> 11) * 0x1p-53;
  }

  /** The finaliser of MurmurHash3: spreads every bit over all others. */
  public static long mix(long value) {
    value = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    value = (value ^ (value >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return value ^ (value >>> 33);
  }

  /** FNV-1a, 64 bits. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
