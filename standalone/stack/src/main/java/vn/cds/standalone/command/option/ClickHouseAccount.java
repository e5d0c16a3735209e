package vn.cds.standalone.command.option;

import java.nio.file.Files;
import java.nio.file.Path;
import vn.cds.sql.Database;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.UserError;

/** The ClickHouse account that a command uses. */
public record ClickHouseAccount(String user, String password) {

  /**
   * For a server that is somewhere else.
   *
   * @param user null: ClickHouse's own {@code default}
   * @param passwordFile null: the password is in the environment, or empty
   */
  public static ClickHouseAccount given(String user, Path passwordFile) {
    return new ClickHouseAccount(
        user == null ? "default" : user, Password.read("CDS_CLICKHOUSE_PASSWORD", passwordFile));
  }

  /** For the server of a stack: the account in its data directory, unless another is given. */
  public static ClickHouseAccount of(Path data, String user, Path passwordFile) {
    Path own = EmbeddedClickHouse.passwordFile(DataDirectory.clickHouseIn(data));
    if (user != null || passwordFile != null || !Files.exists(own)) {
      return given(user, passwordFile);
    }
    return new ClickHouseAccount(EmbeddedClickHouse.OWNER, Password.read("", own));
  }

  public Database database(String url, String name) {
    try {
      return new Database(url, user, password, name);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage(), e);
    }
  }
}
