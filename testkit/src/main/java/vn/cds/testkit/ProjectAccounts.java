package vn.cds.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/**
 * The accounts of {@code deploy/docker/clickhouse/users.xml} for an embedded ClickHouse, with the
 * rights that they have in the image.
 */
public final class ProjectAccounts {
  /** The accounts. */
  public static final List<String> NAMES = List.of("migrator", "writer", "reader");

  /** At least as strict as the configuration of the server image; the library alone is less so. */
  private static final String SERVER =
      """
      <clickhouse>
        <users_config replace="replace">%1$s</users_config>
        <http_handlers remove="remove"/>
        <user_directories><users_xml><path>%1$s</path></users_xml></user_directories>
        <access_control_improvements>
          <users_without_row_policies_can_read_rows>true</users_without_row_policies_can_read_rows>
          <on_cluster_queries_require_cluster_grant>true</on_cluster_queries_require_cluster_grant>
          <select_from_system_db_requires_grant>true</select_from_system_db_requires_grant>
          <select_from_information_schema_requires_grant>true</select_from_information_schema_requires_grant>
          <settings_constraints_replace_previous>true</settings_constraints_replace_previous>
          <table_engines_require_grant>true</table_engines_require_grant>
        </access_control_improvements>
      </clickhouse>
      """;

  private static final String IMAGE_USERS =
      """
      <clickhouse>
        <profiles><default/></profiles>
        <quotas><default/></quotas>
        <users>
          <default>
            <password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
          </default>
        </users>
      </clickhouse>
      """;

  /**
   * What the library, {@link EmbeddedClickHouse} and a test ask as this account. The attribute
   * makes these grants others than those of the file, which would be replaced.
   */
  private static final String LIBRARY =
      """
      <clickhouse>
        <users>
          <default>
            <grants>
              <query library="1">GRANT SYSTEM LISTEN ON *.*</query>
              <query library="2">GRANT READ ON FILE</query>
              <query library="3">GRANT TABLE ENGINE ON File</query>
              <query library="4">GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.*</query>
              <query library="5">GRANT SELECT ON system.disks</query>
              <query library="6">GRANT SHOW USERS ON *.*</query>
            </grants>
          </default>
          <!-- Asks whether the server is up, and what it has been asked. -->
          <cds>
            <password_sha256_hex>%s</password_sha256_hex>
            <networks><ip>::1</ip></networks>
            <profile>default</profile>
            <quota>default</quota>
            <grants>
              <query>GRANT SELECT ON system.disks</query>
              <query>GRANT SELECT ON system.query_log</query>
              <query>GRANT SELECT ON system.parts</query>
            </grants>
          </cds>
        </users>
      </clickhouse>
      """;

  private ProjectAccounts() {}

  /**
   * Gives a server the accounts before it is started.
   *
   * @param root of the source tree
   * @param server the directory of the server, without accounts yet
   * @param secrets where the passwords are written, {@code clickhouse-NAME} each
   * @throws IllegalStateException when users.xml does not take a password from the environment
   */
  public static void write(Path root, Path server, Path secrets) throws IOException {
    String users = Files.readString(root.resolve("deploy/docker/clickhouse/users.xml"));
    for (String account : NAMES) {
      Files.writeString(secrets.resolve("clickhouse-" + account), password(account) + "\n");
      String variable = " from_env=\"CDS_" + account.toUpperCase(Locale.ROOT) + "_SHA256\"/>";
      if (users.split(variable, -1).length != 2) {
        throw new IllegalStateException("users.xml does not have once:" + variable);
      }
      users = users.replace(variable, ">" + sha256(password(account)) + "</password_sha256_hex>");
    }
    Path accounts = Files.createDirectories(server.resolve("accounts/users.d")).getParent();
    Files.writeString(accounts.resolve("users.xml"), IMAGE_USERS);
    Files.writeString(accounts.resolve("users.d/cds.xml"), users);
    Files.writeString(EmbeddedClickHouse.passwordFile(server), "ours");
    Files.writeString(accounts.resolve("users.d/library.xml"), LIBRARY.formatted(sha256("ours")));
    Files.createDirectories(server.resolve("config.d"));
    Files.writeString(
        server.resolve("config.d/accounts.xml"), SERVER.formatted(accounts.resolve("users.xml")));
  }

  /** The password of an account. */
  public static String password(String account) {
    return "password-of-" + account;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
