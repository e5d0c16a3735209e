package vn.cds.sql;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.client.api.query.Records;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A client of one database whose every failure says what was being done, where and why. */
final class Session implements AutoCloseable {

  private final Database database;
  private final Client client;

  /**
   * Opens a session; nothing is sent yet.
   *
   * @param defaultDatabase where names without a database are looked up
   */
  Session(Database database, String defaultDatabase) {
    this.database = database;
    this.client = database.connect(defaultDatabase);
  }

  void execute(String what, String statement, Map<String, Object> parameters) {
    await(what, () -> client.execute(statement, parameters));
  }

  void insertJsonLines(String what, String table, byte[] lines) {
    await(
        what,
        () -> client.insert(table, new ByteArrayInputStream(lines), ClickHouseFormat.JSONEachRow));
  }

  /** Lets the server read dictionaries anew. */
  void reload(String... dictionaries) {
    for (String dictionary : dictionaries) {
      String statement = "SYSTEM RELOAD DICTIONARY " + dictionary;
      execute(statement, statement, Map.of());
    }
  }

  List<GenericRecord> query(
      String what, String query, Map<String, Object> parameters, QuerySettings settings) {
    try {
      return client.queryAll(query, parameters, settings);
    } catch (RuntimeException e) { // the client declares no narrower type
      throw failure(what, e);
    }
  }

  /**
   * Gives the rows one by one, of which only the one given can be read. The server answers when it
   * has all of them, so a failure comes before the first row.
   */
  void forEach(
      String what,
      String query,
      Map<String, Object> parameters,
      QuerySettings settings,
      Consumer<GenericRecord> rows) {
    try (Records records =
        client.queryRecords(query, parameters, settings.waitEndOfQuery(true)).get()) {
      records.forEach(rows);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlFailure("Interrupted during " + what, e);
    } catch (Exception e) { // the client declares no narrower type
      throw failure(what, e);
    }
  }

  private void await(String what, Supplier<CompletableFuture<? extends AutoCloseable>> request) {
    try (AutoCloseable response = request.get().get()) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlFailure("Interrupted during " + what, e);
    } catch (Exception e) { // the client declares no narrower type
      throw failure(what, e);
    }
  }

  private SqlFailure failure(String what, Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new SqlFailure("%s failed on %s: %s".formatted(what, database, cause.getMessage()), e);
  }

  @Override
  public void close() {
    client.close();
  }
}
