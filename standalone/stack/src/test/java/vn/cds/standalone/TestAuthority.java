package vn.cds.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority that keytool makes, and keys whose certificates it signs. */
final class TestAuthority {
  static final String PASSWORD = "changeit";

  private static final String NAME = "authority";

  private final Path directory;
  private final Path all;

  TestAuthority(Path directory) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.all = directory.resolve("all.p12");
    keytool(all, "-genkeypair", "-alias", NAME, "-keyalg", "EC", "-dname", "CN=test", "-ext", "bc");
    keytool(all, "-exportcert", "-rfc", "-alias", NAME, "-file", certificate().toString());
  }

  /** Of the authority, in PEM. */
  Path certificate() {
    return directory.resolve("authority.pem");
  }

  /** A PKCS #12 store that holds the authority's certificate alone. */
  Path trustStore() throws IOException, InterruptedException {
    Path store = directory.resolve("trusted.p12");
    keytool(store, "-importcert", "-noprompt", "-alias", NAME, "-file", certificate().toString());
    return store;
  }

  /**
   * A PKCS #12 store with a new key, whose certificate names the owner and 127.0.0.1.
   *
   * @param owner the common name
   */
  Path keys(String owner) throws IOException, InterruptedException {
    keytool(
        all,
        "-genkeypair",
        "-alias",
        owner,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + owner,
        "-ext",
        "san=ip:127.0.0.1",
        "-signer",
        NAME);
    Path store = directory.resolve(owner + ".p12");
    keytool(
        store,
        "-importkeystore",
        "-srckeystore",
        all.toString(),
        "-srcstorepass",
        PASSWORD,
        "-srcalias",
        owner);
    return store;
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
    Process keytool = new ProcessBuilder(command).inheritIO().start();
    if (!keytool.waitFor(3, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool failed: " + String.join(" ", arguments));
    }
  }
}
