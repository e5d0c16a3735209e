package vn.cds.standalone.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The accounts of an embedded server: {@link #OWNER} may do everything, {@link #READER} may only
 * read the project's tables. Their passwords are made once for a data directory and lie in files of
 * it that only its owner can read.
 */
final class Accounts {
  static final String OWNER = "cds";
  static final String READER = "reader";

  private static final int PASSWORD_BYTES = 24;

  private final Path directory;

  /** The accounts of a data directory; makes the passwords that are missing. */
  Accounts(Path directory) throws IOException {
    this.directory = directory;
    make(OWNER);
    make(READER);
  }

  static Path passwordFile(Path directory, String account) {
    return directory.resolve(account + ".password");
  }

  /** The password that is kept in a file. */
  static String password(Path file) {
    try {
      return Files.readString(file, UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("The password of ClickHouse cannot be read from " + file, e);
    }
  }

  /** A new one that nobody can guess, in hexadecimal digits. */
  static String secret() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void make(String account) throws IOException {
    Path file = passwordFile(directory, account);
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, secret());
    }
  }

  /**
   * ClickHouse's file of users. {@code default} has no password: the query that keeps the server
   * running needs it, and the server fills dictionaries and refreshes older views under its name;
   * {@link Configuration} lets nobody in with it.
   */
  String xml() {
    return """
        <clickhouse>
          <profiles>
            <default>
              <add_http_cors_header>0</add_http_cors_header>
            </default>
            <reader>
              <add_http_cors_header>0</add_http_cors_header>
              <readonly>2</readonly>
            </reader>
          </profiles>
          <quotas><default/></quotas>
          <users>
            <default>
              <no_password/>
              <networks><ip>127.0.0.1</ip></networks>
              <profile>default</profile>
              <quota>default</quota>
              <grants>
                <query>GRANT SYSTEM LISTEN ON *.*</query>
                <query>GRANT READ ON FILE</query>
                <query>GRANT TABLE ENGINE ON File</query>
                <query>GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.*</query>
                <query>GRANT SELECT, INSERT, dictGet ON *.*</query>
              </grants>
            </default>
            <%1$s>
              <password_sha256_hex>%2$s</password_sha256_hex>
              <networks><ip>127.0.0.1</ip></networks>
              <profile>default</profile>
              <quota>default</quota>
              <grants><query>GRANT ALL ON *.* WITH GRANT OPTION</query></grants>
            </%1$s>
            <%3$s>
              <password_sha256_hex>%4$s</password_sha256_hex>
              <networks><ip>127.0.0.1</ip></networks>
              <profile>reader</profile>
              <quota>default</quota>
              <grants><query>GRANT SELECT, dictGet ON cds.*</query></grants>
            </%3$s>
          </users>
        </clickhouse>
        """
        .formatted(OWNER, hash(OWNER), READER, hash(READER));
  }

  private String hash(String account) {
    try {
      String password = password(passwordFile(directory, account));
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(password.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
