package vn.cds.sql;

import com.clickhouse.client.api.Client;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import vn.cds.contract.settings.Secret;

/**
 * Where the project's tables lie: a server, an account and a database. Immutable.
 *
 * @param url HTTP address of the server, such as {@code http://127.0.0.1:8123}; a JDBC URL is taken
 *     too, its path and query are left out
 * @param user account
 * @param password of the account, possibly empty; never printed
 * @param name the database, by default {@link #DEFAULT_NAME}
 */
public record Database(String url, String user, String password, String name) {

  /** The name the project's database usually has. */
  public static final String DEFAULT_NAME = "cds";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /**
   * Checks and normalises.
   *
   * @throws IllegalArgumentException when the address or the name is not acceptable; the message
   *     says why
   */
  public Database {
    url = httpAddress(url);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The database name \""
              + name
              + "\" is not allowed: a lower-case letter, then letters, digits and underscores");
    }
  }

  /** The database {@code cds} of an account. */
  public static Database of(String url, String user, String password) {
    return new Database(url, user, password, DEFAULT_NAME);
  }

  /** A client with the given default database; to be closed. */
  Client connect(String defaultDatabase) {
    return new Client.Builder()
        .addEndpoint(url)
        .setUsername(user)
        .setPassword(password)
        .setDefaultDatabase(defaultDatabase)
        .setConnectTimeout(10, ChronoUnit.SECONDS)
        .setSocketTimeout(5, ChronoUnit.MINUTES)
        .serverSetting("async_insert", "0")
        // On a cluster, an insert that returns has reached the shards.
        .serverSetting("distributed_foreground_insert", "1")
        .build();
  }

  private static String httpAddress(String given) {
    String address = given.strip().replaceFirst("^(jdbc:)?(clickhouse:|ch:)?", "");
    if (!address.contains("://")) {
      address = "http://" + address.replaceFirst("^//", "");
    }
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException e) {
      uri = null; // its message would repeat the address, perhaps with a password
    }
    if (uri == null || uri.getHost() == null || Secret.standsIn(given)) {
      throw new IllegalArgumentException(
          "The address of ClickHouse must look like http://127.0.0.1:8123, without user and"
              + " password; they have options of their own");
    }
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  @Override
  public String toString() {
    return user + "@" + url + "/" + name;
  }
}
