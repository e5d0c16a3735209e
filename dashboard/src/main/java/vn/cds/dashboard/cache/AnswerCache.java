package vn.cds.dashboard.cache;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Answers by the question that was asked: many readers cost one query, and none of them waits while
 * there is an answer that will do ({@link CachePolicy}). Thread-safe.
 */
public final class AnswerCache<K, V> {

  /** Few, so that what nobody waits for never takes the whole machine. */
  private static final ExecutorService REFRESHERS = refreshers(2);

  private final CacheUse use;
  private final Function<K, V> source;
  private final AsyncLoadingCache<K, Answer<V>> answers;

  /**
   * @param readAt when its reading began, in nanoseconds: its age is that of the figures
   */
  private record Answer<V>(V value, long readAt) {}

  /**
   * An empty cache.
   *
   * @param weight of an answer
   * @param source reads an answer, never null; its failures are not kept
   */
  public AnswerCache(CachePolicy policy, ToIntFunction<V> weight, Function<K, V> source) {
    this.use = CacheUse.of(policy);
    this.source = source;
    this.answers =
        Caffeine.newBuilder()
            .refreshAfterWrite(policy.fresh())
            .expireAfter(
                Expiry.<K, Answer<V>>writing(
                    (key, answer) ->
                        policy.acceptable().minusNanos(System.nanoTime() - answer.readAt())))
            .maximumWeight(policy.most())
            .<K, Answer<V>>weigher((key, answer) -> weight.applyAsInt(answer.value()))
            .buildAsync(new Loader());
  }

  /** A cache of so many answers. */
  public AnswerCache(CachePolicy policy, Function<K, V> source) {
    this(policy, answer -> 1, source);
  }

  /** The answer for a key; throws what the source throws. */
  public V get(K key) {
    CompletableFuture<Answer<V>> mine = new CompletableFuture<>();
    CompletableFuture<Answer<V>> known = answers.get(key, (wanted, executor) -> mine);
    if (known != mine) {
      use.hit();
    } else {
      use.miss();
      // Who asks first reads, and not while the cache is locked.
      try {
        mine.complete(read(key));
      } catch (RuntimeException | Error failure) {
        mine.completeExceptionally(failure);
      }
    }
    try {
      return known.join().value();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Answer<V> read(K key) {
    long start = System.nanoTime();
    return new Answer<>(source.apply(key), start);
  }

  private final class Loader implements AsyncCacheLoader<K, Answer<V>> {

    @Override
    public CompletableFuture<Answer<V>> asyncLoad(K key, Executor executor) {
      return CompletableFuture.supplyAsync(() -> read(key), REFRESHERS);
    }

    /** An answer that cannot be read anew is forgotten: who asks next reads, and hears why. */
    @Override
    public CompletableFuture<Answer<V>> asyncReload(K key, Answer<V> oldValue, Executor executor) {
      return asyncLoad(key, executor).exceptionally(failure -> null);
    }
  }

  private static ExecutorService refreshers(int threads) {
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
