package vn.cds.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate and the key with which the gateway speaks TLS.
 *
 * @param certificate PEM: its own first, then those of the authorities between
 * @param key PEM, PKCS #8, without a password
 */
public record TlsFiles(Path certificate, Path key) {

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /**
   * What Jetty needs of them.
   *
   * @throws IllegalArgumentException when they cannot be used; the message says what to do
   */
  SslContextFactory.Server read() {
    try (InputStream certificates = Files.newInputStream(certificate)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(certificates)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new IllegalArgumentException(
            certificate + " holds no certificate; it must be PEM, BEGIN CERTIFICATE.");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("gateway", privateKey(), new char[0], chain);
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setKeyStore(store);
      ssl.setKeyStorePassword("");
      return ssl;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The certificate %s and the key %s cannot be used: %s. Check the files and that they belong together."
              .formatted(certificate, key, e.getMessage()),
          e);
    }
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    String pem = Files.readString(key);
    if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
      throw new IllegalArgumentException(
          key
              + " is no key in PKCS #8 without a password (BEGIN PRIVATE KEY); make one of it:"
              + " openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW");
    }
    byte[] bytes =
        Base64.getMimeDecoder()
            .decode(pem.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----|-----END.*", ""));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (InvalidKeySpecException e) {
        continue; // of another algorithm
      }
    }
    throw new IllegalArgumentException(key + " is no RSA, EC or EdDSA key.");
  }
}
