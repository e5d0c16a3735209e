package vn.cds.runtime.clickhouse;

import com.clickhouse.client.api.Client;
import java.sql.Connection;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import vn.cds.runtime.options.JobOptions;

/**
 * One connection per sink writer. The password is read on the task manager, so that no job graph
 * holds it, and again after a failed insert: a password that was changed needs no restart. Of
 * several servers, which must be those of one cluster, each table begins with another one; after a
 * failed insert the next one is taken.
 */
final class ClickHouseConnections implements JdbcConnectionProvider {
  private static final long serialVersionUID = 1L;
  private static final long VALID_TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final long CONNECT_TIMEOUT_SECONDS = 10;

  /**
   * Far above what an insert takes. The client waits without end for a machine that is gone without
   * closing its connections.
   */
  private static final long INSERT_TIMEOUT_SECONDS = 120;

  private final List<String> urls;
  private final String user;
  private final String passwordFile;
  private final String passwordVariable;
  private final String table;
  private final List<String> columns;

  /** Counts up; its remainder is the place of the server among the addresses. */
  private transient int server;

  private transient Client client;

  /** With which the client logs in. */
  private transient String password;

  private transient Connection connection;
  private transient RowLatency latency;

  /**
   * @param columns those of the table that are inserted, in the order of the fields of each row
   */
  ClickHouseConnections(JobOptions options, String table, List<String> columns) {
    this.table = table;
    this.columns = columns;
    urls = ClickHouseAddress.ofEachServer(options.get(JobOptions.CLICKHOUSE_URL));
    user = options.get(JobOptions.CLICKHOUSE_USER);
    passwordFile = options.get(JobOptions.CLICKHOUSE_PASSWORD_FILE);
    passwordVariable = options.get(JobOptions.CLICKHOUSE_PASSWORD_ENV);
  }

  /** Lets the statements of later connections measure the rows whose times they are told. */
  void measure(RowLatency latencyOfRows) {
    latency = latencyOfRows;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  /**
   * Asked after a failed insert. Of several servers the next one is to be tried: one that answers a
   * ping may still be unable to insert. ClickHouse answers a ping without a log-in, so a password
   * that has changed is looked for.
   */
  @Override
  public boolean isConnectionValid() {
    return client != null
        && urls.size() == 1
        && secret().equals(password)
        && client.ping(VALID_TIMEOUT_MILLIS);
  }

  private String secret() {
    return Secrets.read(passwordFile, passwordVariable);
  }

  /** Asks nothing of the server: the sink gives up when it cannot connect. */
  @Override
  public Connection getOrEstablishConnection() {
    if (connection == null) {
      password = secret();
      client = client();
      connection = BinaryInsert.connection(client, table, columns, latency);
    }
    return connection;
  }

  private Client client() {
    Client.Builder builder =
        new Client.Builder()
            .setClientName("cds")
            .setUsername(user)
            .setPassword(password)
            .setConnectTimeout(CONNECT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
            .setSocketTimeout(INSERT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
            // A flush that returns must mean that the rows are there; 26.x would otherwise buffer
            // them.
            .serverSetting("async_insert", "0")
            // On a cluster the rows must have reached their shards, too.
            .serverSetting("distributed_foreground_insert", "1")
            // Rows of a batch differ in their keys, nearly always; looking for those that do not is
            // a fifth of its work.
            .serverSetting("optimize_on_insert", "0")
            // A batch of a shuffled import touches every month of its years; the default limit is
            // 100 partitions.
            .serverSetting("max_partitions_per_insert_block", "0");
    int place = Math.floorMod(table.hashCode() + server, urls.size());
    ClickHouseAddress.set(builder, urls.get(place));
    return builder.build();
  }

  @Override
  public void closeConnection() {
    connection = null;
    if (client != null) {
      client.close();
      client = null;
    }
  }

  @Override
  public Connection reestablishConnection() {
    closeConnection();
    server++;
    return getOrEstablishConnection();
  }
}
