package vn.cds.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  @TempDir private Path directory;

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void speaksTlsWithTheCertificate(String algorithm) throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor())
        .as(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (FileInputStream in = new FileInputStream(store.toFile())) {
      keys.load(in, "secret".toCharArray());
    }
    Certificate certificate = keys.getCertificate("a");
    Path certificateFile =
        Files.writeString(directory.resolve("crt"), pem("CERTIFICATE", certificate.getEncoded()));
    Path keyFile =
        Files.writeString(
            directory.resolve("key"),
            pem("PRIVATE KEY", keys.getKey("a", "secret".toCharArray()).getEncoded()));
    try (TestGateway gateway =
        new TestGateway(
            TestGateway.kafka(),
            builder -> builder.tls(new TlsFiles(certificateFile, keyFile)),
            TestGateway.source("one", TestGateway.newToken()))) {
      assertThat(gateway.gateway.url()).matches("https://127\\.0\\.0\\.1:[1-9]\\d+");
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("a", certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(tls)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(gateway.gateway.url() + "/livez")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatCannotBeUsedIsToldBeforeItStarts() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "");
    Path old = Files.writeString(directory.resolve("old"), "-----BEGIN RSA PRIVATE KEY-----");
    assertThatThrownBy(() -> new TlsFiles(empty, old).read())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no certificate");
    assertThatThrownBy(() -> new TlsFiles(directory.resolve("none"), old).read())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void tokensDoNotTravelInClearText() {
    assertThatThrownBy(
            () ->
                new TestGateway(
                    TestGateway.kafka(),
                    builder -> builder.address("0.0.0.0"),
                    TestGateway.source("one", TestGateway.newToken())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--certificate and --key");
  }
}
