package vn.cds.metrics.state;

import java.util.Arrays;

/**
 * The events and retractions of one commune and hour that were accepted: their whole 128-bit ids
 * (different ids are never merged), a hash of their content, and how deep the event and its
 * retraction were counted. An open hash table over arrays: 21 bytes an event instead of the hundred
 * of a map of objects, which matters because the ids of 40 days are kept.
 */
public final class EventIds {
  /** Not accepted. */
  public static final int NONE = 0;

  private static final int DEPTH_MASK = 3;
  private static final int RETRACTION_SHIFT = 2;

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

  /** How deep the event was counted in the lower two bits, its retraction in the next two. */
  private byte[] depths;

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
    depths = other.depths.clone();
  }

  private void allocate(int capacity) {
    high = new long[capacity];
    low = new long[capacity];
    contentHash = new int[capacity];
    depths = new byte[capacity];
  }

  public EventIds copy() {
    return new EventIds(this);
  }

  public int size() {
    return size;
  }

  /** Where the event stands, or where it would be put. */
  public int slot(long idHigh, long idLow) {
    int mask = depths.length - 1;
    int slot = mix(idHigh, idLow) & mask;
    while (depths[slot] != NONE && (high[slot] != idHigh || low[slot] != idLow)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static int mix(long idHigh, long idLow) {
    long mixed = (idHigh ^ Long.rotateLeft(idLow, 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  /** Whether an event or a retraction with this id was accepted. */
  public boolean knows(int slot) {
    return depths[slot] != NONE;
  }

  /**
   * How deep the event was counted: {@link #NONE}, {@link #DAY}, {@link #HOUR}, {@link #MINUTE}.
   */
  public int event(int slot) {
    return depths[slot] & DEPTH_MASK;
  }

  /** How deep its retraction was counted. */
  public int retraction(int slot) {
    return depths[slot] >> RETRACTION_SHIFT;
  }

  public int contentHash(int slot) {
    return contentHash[slot];
  }

  /**
   * Keeps how deep the event and its retraction that {@code slot} was asked for are counted now.
   */
  public void set(int slot, long idHigh, long idLow, int hash, int event, int retraction) {
    set(slot, idHigh, idLow, hash, retraction << RETRACTION_SHIFT | event);
  }

  /** As {@link #set(int, long, long, int, int, int)}, with both depths as they are stored. */
  void set(int slot, long idHigh, long idLow, int hash, int bothDepths) {
    boolean isNew = depths[slot] == NONE;
    high[slot] = idHigh;
    low[slot] = idLow;
    contentHash[slot] = hash;
    depths[slot] = (byte) bothDepths;
    if (isNew) {
      size++;
      if (size * 3 > depths.length * 2) {
        grow();
      }
    }
  }

  private void grow() {
    EventIds small = new EventIds(this);
    allocate(depths.length * 2);
    size = 0;
    small.forEach(
        (idHigh, idLow, hash, both) -> set(slot(idHigh, idLow), idHigh, idLow, hash, both));
  }

  /** Receives one id, with both depths as they are stored. */
  interface Consumer {
    void accept(long idHigh, long idLow, int contentHash, int bothDepths);
  }

  void forEach(Consumer consumer) {
    for (int i = 0; i < depths.length; i++) {
      if (depths[i] != NONE) {
        consumer.accept(high[i], low[i], contentHash[i], depths[i]);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof EventIds that) || size != that.size) {
      return false;
    }
    for (int i = 0; i < depths.length; i++) {
      if (depths[i] != NONE) {
        int slot = that.slot(high[i], low[i]);
        if (that.depths[slot] != depths[i] || that.contentHash[slot] != contentHash[i]) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int sum = size;
    for (int i = 0; i < depths.length; i++) {
      if (depths[i] != NONE) {
        sum += Long.hashCode(high[i] ^ low[i]) + contentHash[i] + depths[i];
      }
    }
    return sum;
  }

  @Override
  public String toString() {
    return size + " ids in " + Arrays.toString(depths);
  }
}
