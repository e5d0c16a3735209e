package vn.cds.metrics.state;

import java.util.Arrays;

/**
 * The events of one commune and hour that were accepted: their whole 128-bit ids (different ids are
 * never merged), a hash of their content, and how deep each was counted. An open hash table over
 * arrays: 21 bytes an event instead of the hundred of a map of objects, which matters because the
 * ids of 40 days are kept.
 */
public final class EventIds {
  /** Not accepted. */
  public static final int NONE = 0;

  /** Counted in its day only. */
  public static final int DAY = 1;

  /** Counted in its day and its hour. */
  public static final int HOUR = 2;

  /** Counted in its day, its hour and its minute. */
  public static final int MINUTE = 3;

  /** What an event takes. */
  static final int BYTES = 2 * Long.BYTES + Integer.BYTES + Byte.BYTES;

  private static final int SMALLEST = 8;

  private int size;
  private long[] high;
  private long[] low;
  private int[] contentHash;
  private byte[] depth;

  public EventIds() {
    this(0);
  }

  EventIds(int expected) {
    allocate(Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, expected * 3 / 2)) * 2));
  }

  private EventIds(EventIds other) {
    size = other.size;
    high = other.high.clone();
    low = other.low.clone();
    contentHash = other.contentHash.clone();
    depth = other.depth.clone();
  }

  private void allocate(int capacity) {
    high = new long[capacity];
    low = new long[capacity];
    contentHash = new int[capacity];
    depth = new byte[capacity];
  }

  public EventIds copy() {
    return new EventIds(this);
  }

  public int size() {
    return size;
  }

  /** Where the event stands, or where it would be put. */
  public int slot(long idHigh, long idLow) {
    int mask = depth.length - 1;
    int slot = mix(idHigh, idLow) & mask;
    while (depth[slot] != NONE && (high[slot] != idHigh || low[slot] != idLow)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static int mix(long idHigh, long idLow) {
    long mixed = (idHigh ^ Long.rotateLeft(idLow, 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  /** {@link #NONE}, {@link #DAY}, {@link #HOUR} or {@link #MINUTE}. */
  public int depth(int slot) {
    return depth[slot];
  }

  public int contentHash(int slot) {
    return contentHash[slot];
  }

  /** A later copy was in time for a finer window. */
  public void deepen(int slot, int newDepth) {
    depth[slot] = (byte) newDepth;
  }

  /** Accepts the event that {@code slot} was asked for. */
  public void add(int slot, long idHigh, long idLow, int hash, int newDepth) {
    high[slot] = idHigh;
    low[slot] = idLow;
    contentHash[slot] = hash;
    depth[slot] = (byte) newDepth;
    size++;
    if (size * 3 > depth.length * 2) {
      grow();
    }
  }

  private void grow() {
    EventIds small = new EventIds(this);
    allocate(depth.length * 2);
    size = 0;
    small.forEach((idHigh, idLow, hash, d) -> add(slot(idHigh, idLow), idHigh, idLow, hash, d));
  }

  /** Receives one accepted event. */
  interface Consumer {
    void accept(long idHigh, long idLow, int contentHash, int depth);
  }

  void forEach(Consumer consumer) {
    for (int i = 0; i < depth.length; i++) {
      if (depth[i] != NONE) {
        consumer.accept(high[i], low[i], contentHash[i], depth[i]);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof EventIds that) || size != that.size) {
      return false;
    }
    for (int i = 0; i < depth.length; i++) {
      if (depth[i] != NONE) {
        int slot = that.slot(high[i], low[i]);
        if (that.depth[slot] != depth[i] || that.contentHash[slot] != contentHash[i]) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int sum = size;
    for (int i = 0; i < depth.length; i++) {
      if (depth[i] != NONE) {
        sum += Long.hashCode(high[i] ^ low[i]) + contentHash[i] + depth[i];
      }
    }
    return sum;
  }

  @Override
  public String toString() {
    return size + " events in " + Arrays.toString(depth);
  }
}
