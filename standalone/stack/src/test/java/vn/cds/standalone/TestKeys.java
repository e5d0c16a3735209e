package vn.cds.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A key of 127.0.0.1 with a certificate of its own making.
 *
 * @param store PKCS #12
 */
record TestKeys(Path store) {
  static final String PASSWORD = "changeit";

  static TestKeys make(Path dir) throws IOException, InterruptedException {
    TestKeys keys = new TestKeys(dir.resolve("keys.p12"));
    keys.keytool(
        "-genkeypair", "-keyalg", "EC", "-dname", "CN=self-made", "-ext", "san=ip:127.0.0.1");
    return keys;
  }

  /** The certificate in PEM, beside the store. */
  Path certificate() throws IOException, InterruptedException {
    Path file = store.resolveSibling("certificate.pem");
    keytool("-exportcert", "-rfc", "-file", file.toString());
    return file;
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).inheritIO().start();
    if (!keytool.waitFor(3, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool failed");
    }
  }
}
