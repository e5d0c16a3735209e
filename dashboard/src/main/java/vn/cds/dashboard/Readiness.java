package vn.cds.dashboard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.sql.SqlFailure;

/**
 * Whether ClickHouse can be read. It is tried once in a while ({@link CachePolicy#READY}), however
 * many ask, and the log says when that changes. Thread-safe; to be closed.
 */
final class Readiness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private final Runnable read;
  private final String database;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "board-readiness");
            thread.setDaemon(true);
            return thread;
          });

  // Guarded by this.
  private CompletableFuture<Boolean> answer;
  private long askedAt;
  private boolean reading;

  /** What the log says; null: nothing yet. */
  private Boolean told;

  /**
   * @param read reads something, and throws {@link SqlFailure} when it cannot
   * @param database for the log
   */
  Readiness(Runnable read, String database) {
    this.read = read;
    this.database = database;
  }

  /**
   * Whether it can be read, or could some seconds ago; completed within {@link
   * CachePolicy#LONGEST_TRY}.
   */
  synchronized CompletableFuture<Boolean> ask() {
    boolean old = answer == null || System.nanoTime() - askedAt > CachePolicy.READY.toNanos();
    if (old && !reading && !reader.isShutdown()) {
      reading = true;
      askedAt = System.nanoTime();
      CompletableFuture<Boolean> next = new CompletableFuture<>();
      reader.execute(() -> read(next));
      answer =
          next.completeOnTimeout(false, CachePolicy.LONGEST_TRY.toMillis(), TimeUnit.MILLISECONDS)
              .thenApply(ready -> tell(ready, database + " does not answer"));
    }
    return answer;
  }

  /** Whether it could be read when it was last tried; false before the first time. */
  synchronized boolean isReady() {
    return Boolean.TRUE.equals(told);
  }

  private void read(CompletableFuture<Boolean> next) {
    try {
      read.run();
      tell(true, "");
      next.complete(true);
    } catch (SqlFailure e) {
      tell(false, e.getMessage());
      next.complete(false);
    } catch (RuntimeException e) { // whoever asks must have an answer
      LOG.error("It could not be tried whether ClickHouse can be read", e);
      next.complete(false);
    } finally {
      synchronized (this) {
        reading = false;
      }
    }
  }

  /** Logs it, if it is news; tells it again. */
  private synchronized boolean tell(boolean ready, String why) {
    if (told != null && told == ready || reader.isShutdown()) {
      return ready;
    }
    told = ready;
    if (ready) {
      LOG.info("ClickHouse can be read: {}", database);
    } else {
      LOG.warn(
          "ClickHouse cannot be read: {}. Check its address, the user and the password, and whether"
              + " ./cds migrate has prepared it; the board goes on by itself as soon as it can.",
          why);
    }
    return ready;
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
