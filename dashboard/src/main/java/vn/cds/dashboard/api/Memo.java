package vn.cds.dashboard.api;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Remembers answers for a short time, so that many readers cost one query, and none of them waits
 * while there is an answer that will do: one that is no longer fresh is given, and read anew beside
 * it. Thread-safe.
 */
public final class Memo<K, V> {

  /** Few, so that what nobody waits for never takes the whole machine. */
  private static final ExecutorService READERS = readers(2);

  private final long freshNanos;
  private final long acceptableNanos;
  private final long mostWeight;
  private final ToIntFunction<V> weight;
  private final Function<K, V> source;

  // Guarded by this; the ones used longest ago first.
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long heldWeight;

  /**
   * A memory of so much.
   *
   * @param fresh an answer so old is as good as a new one
   * @param acceptable an answer so old is given while it is read anew; an older one never
   * @param mostWeight of all answers together; the ones used longest ago are forgotten
   * @param weight of an answer
   * @param source reads an answer, never null; its failures are not remembered
   */
  public Memo(
      Duration fresh,
      Duration acceptable,
      long mostWeight,
      ToIntFunction<V> weight,
      Function<K, V> source) {
    this.freshNanos = fresh.toNanos();
    this.acceptableNanos = acceptable.toNanos();
    this.mostWeight = mostWeight;
    this.weight = weight;
    this.source = source;
  }

  /** A memory of 64 answers, each read anew, by the one who asks, when it is older. */
  public Memo(Duration life, Function<K, V> source) {
    this(life, life, 64, answer -> 1, source);
  }

  private static final class Entry<V> {
    private V value;
    private long readAt;
    private int weight;

    /** Not null while it is being read. */
    private CompletableFuture<V> reading;
  }

  /** The answer for a key; throws what the source throws. */
  public V get(K key) {
    Entry<V> entry;
    CompletableFuture<V> reading;
    boolean mine;
    synchronized (this) {
      entry = entries.computeIfAbsent(key, absent -> new Entry<>());
      long age = System.nanoTime() - entry.readAt;
      boolean will = entry.value != null && age <= acceptableNanos;
      if (will && (age <= freshNanos || entry.reading != null)) {
        return entry.value;
      }
      mine = entry.reading == null;
      if (mine) {
        entry.reading = new CompletableFuture<>();
      }
      reading = entry.reading;
      if (will) {
        Entry<V> known = entry;
        READERS.execute(() -> read(key, known, reading));
        return entry.value;
      }
    }
    if (mine) {
      read(key, entry, reading);
    }
    try {
      return reading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void read(K key, Entry<V> entry, CompletableFuture<V> reading) {
    long start = System.nanoTime();
    V value;
    try {
      value = source.apply(key);
    } catch (RuntimeException | Error failure) {
      synchronized (this) {
        heldWeight -= entry.weight;
        entries.remove(key, entry);
      }
      reading.completeExceptionally(failure);
      return;
    }
    synchronized (this) {
      entry.reading = null;
      entry.value = value;
      entry.readAt = start;
      heldWeight -= entry.weight;
      entry.weight = weight.applyAsInt(value);
      heldWeight += entry.weight;
      Iterator<Entry<V>> eldest = entries.values().iterator();
      while (heldWeight > mostWeight && eldest.hasNext()) {
        Entry<V> forgotten = eldest.next();
        if (forgotten.reading == null) {
          heldWeight -= forgotten.weight;
          eldest.remove();
        }
      }
    }
    reading.complete(value);
  }

  private static ExecutorService readers(int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, "board-reader-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
