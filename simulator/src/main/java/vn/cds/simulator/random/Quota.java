package vn.cds.simulator.random;

/**
 * Draws kinds at random so that their numbers are exact: in each block of originals, and so in a
 * finite run that is one block, there are {@code round(share * originals)} of each further kind.
 */
public final class Quota {

  /** The kind that is not a fault. */
  public static final int ORIGINAL = 0;

  private final SeededRandom random;
  private final long block;
  private final boolean inside;
  private final double[] shares;
  private final long[] left;
  private long remaining;
  private long blocks;

  /**
   * Kind 0 are the originals, kind i has share i-1.
   *
   * @param block number of originals after which the numbers are exact
   * @param inside whether the further kinds are part of the block, or come on top of it
   */
  public Quota(SeededRandom random, long block, boolean inside, double... shares) {
    this.random = random;
    this.block = block;
    this.inside = inside;
    this.shares = shares.clone();
    this.left = new long[shares.length + 1];
    refill();
  }

  private void refill() {
    long further = 0;
    for (int i = 0; i < shares.length; i++) {
      left[i + 1] =
          Math.round(shares[i] * block * (blocks + 1)) - Math.round(shares[i] * block * blocks);
      further += left[i + 1];
    }
    left[ORIGINAL] = inside ? block - further : block;
    remaining = left[ORIGINAL] + further;
    blocks++;
  }

  /** Whether the block is used up. */
  public boolean isExhausted() {
    return remaining == 0;
  }

  /** The next kind; begins another block when one is used up. */
  public int draw() {
    if (remaining == 0) {
      refill();
    }
    long place = random.below(remaining);
    int kind = 0;
    while (place >= left[kind]) {
      place -= left[kind];
      kind++;
    }
    return take(kind);
  }

  /** An original in any case, while there are some in the block. */
  public int drawOriginal() {
    if (remaining == 0) {
      refill();
    }
    return take(ORIGINAL);
  }

  private int take(int kind) {
    left[kind]--;
    remaining--;
    return kind;
  }
}
