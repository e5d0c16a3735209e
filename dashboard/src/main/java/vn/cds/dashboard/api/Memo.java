package vn.cds.dashboard.api;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Remembers answers for a short time, so that many readers cost one query. Keys should be few.
 * Thread-safe.
 */
public final class Memo<K, V> {

  /** Beyond this all is forgotten: somebody makes keys up. */
  private static final int MOST_KEYS = 64;

  private final long lifeNanos;
  private final Function<K, V> source;
  private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();

  /** Remembers each answer of the source for so long. */
  public Memo(Duration life, Function<K, V> source) {
    this.lifeNanos = life.toNanos();
    this.source = source;
  }

  /** The answer for a key, asked for anew when it is too old; failures are not remembered. */
  public V get(K key) {
    if (entries.size() > MOST_KEYS) {
      entries.clear();
    }
    Entry<V> entry = entries.computeIfAbsent(key, absent -> new Entry<>());
    entry.lock.lock();
    try {
      if (entry.value == null || System.nanoTime() - entry.readAt > lifeNanos) {
        entry.value = source.apply(key);
        entry.readAt = System.nanoTime();
      }
      return entry.value;
    } finally {
      entry.lock.unlock();
    }
  }

  private static final class Entry<V> {
    private final ReentrantLock lock = new ReentrantLock();
    private V value;
    private long readAt;
  }
}
