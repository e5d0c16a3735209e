package vn.cds.dashboard.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;

/**
 * Rows of the queries that were asked just now: many readers who look at the same cost one query.
 * That they ask for the same moment is the caller's to see to. Thread-safe.
 */
final class RecentRows {

  private static final int MOST_KEPT = 150;

  /** Longer answers, such as the whole country's, are only shared while they are being read. */
  private static final int MOST_ROWS = 500;

  private final NamedQueries queries;

  private final Map<Key, CompletableFuture<List<Map<String, Object>>>> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Key, CompletableFuture<List<Map<String, Object>>>> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /**
   * @param lag how old scores may be that the server keeps; null: they are computed
   */
  private record Key(String query, Map<String, ?> bound, Duration lag) {}

  RecentRows(NamedQueries queries) {
    this.queries = queries;
  }

  /**
   * The rows of a query, which the caller may change.
   *
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read; the next caller asks again
   */
  List<Map<String, Object>> of(String query, Map<String, ?> bound) {
    return of(new Key(query, Map.copyOf(bound), null));
  }

  /** The same, of scores that the server may have kept; see {@link NamedQueries#runRecent}. */
  List<Map<String, Object>> of(String query, Map<String, ?> bound, Duration lag) {
    return of(new Key(query, Map.copyOf(bound), lag));
  }

  private List<Map<String, Object>> of(Key key) {
    CompletableFuture<List<Map<String, Object>>> mine = new CompletableFuture<>();
    CompletableFuture<List<Map<String, Object>>> known;
    synchronized (kept) {
      known = kept.putIfAbsent(key, mine);
    }
    if (known == null) {
      ask(key, mine);
      known = mine;
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    try {
      known.join().forEach(row -> rows.add(new LinkedHashMap<>(row)));
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
    return rows;
  }

  private void ask(Key key, CompletableFuture<List<Map<String, Object>>> answer) {
    try {
      List<Row> answered =
          key.lag() == null
              ? queries.run(key.query(), key.bound())
              : queries.runRecent(key.query(), key.bound(), key.lag());
      List<Map<String, Object>> rows = Rows.of(key.query(), answered);
      if (rows.size() > MOST_ROWS) {
        forget(key);
      }
      answer.complete(rows);
    } catch (RuntimeException e) {
      forget(key);
      answer.completeExceptionally(e);
    }
  }

  private void forget(Key key) {
    synchronized (kept) {
      kept.remove(key);
    }
  }
}
