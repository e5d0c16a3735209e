package vn.cds.dashboard.cache;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often the caches of a policy were asked since this process started. Of the whole process, as
 * its metrics are. Thread-safe.
 */
public final class CacheUse {

  private static final Map<CachePolicy, CacheUse> USES = new EnumMap<>(CachePolicy.class);

  static {
    for (CachePolicy policy : CachePolicy.values()) {
      USES.put(policy, new CacheUse());
    }
  }

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  private CacheUse() {}

  public static CacheUse of(CachePolicy policy) {
    return USES.get(policy);
  }

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }

  /** Answers that were there, or being read for somebody else. */
  public long hits() {
    return hits.sum();
  }

  /** Answers for which ClickHouse was read. */
  public long misses() {
    return misses.sum();
  }
}
