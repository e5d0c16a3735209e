package vn.cds.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * One user name and password for a small site, over HTTP Basic (put TLS in front). Only a salted
 * hash of the password is kept. Thread-safe.
 */
public final class BasicAuthentication {

  private static final int ITERATIONS = 210_000;
  private static final Pattern HASH =
      Pattern.compile("pbkdf2-sha512:([0-9]{5,8}):([A-Za-z0-9+/=]{16,}):([A-Za-z0-9+/=]{40,})");

  private final String user;
  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  /** Digest of the last header that was right: the slow hash is not made for every request. */
  private volatile byte[] lastAccepted = new byte[0];

  /**
   * Takes one user.
   *
   * @param user name, not empty, without a colon
   * @param passwordHash as {@link #hash} makes it
   * @throws IllegalArgumentException when one of them has another form; the message never holds
   *     them
   */
  public BasicAuthentication(String user, String passwordHash) {
    Matcher matcher = HASH.matcher(passwordHash);
    if (user.isEmpty() || user.contains(":")) {
      throw new IllegalArgumentException("The user name must not be empty nor hold a colon");
    }
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "The password hash must look like pbkdf2-sha512:<iterations>:<salt>:<hash>");
    }
    this.user = user;
    this.iterations = Integer.parseInt(matcher.group(1));
    this.salt = Base64.getDecoder().decode(matcher.group(2));
    this.hash = Base64.getDecoder().decode(matcher.group(3));
  }

  /** A salted hash of a password, in the form that is to be stored. */
  public static String hash(String password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder();
    return "pbkdf2-sha512:%d:%s:%s"
        .formatted(
            ITERATIONS,
            base64.encodeToString(salt),
            base64.encodeToString(derive(password, salt, ITERATIONS)));
  }

  /** Whether an Authorization header (or null) holds the user name and the password. */
  boolean accepts(String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    byte[] digest = sha256(header);
    if (MessageDigest.isEqual(digest, lastAccepted)) {
      return true;
    }
    String credentials;
    try {
      credentials =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) { // not Base64: as wrong as a wrong password
      return false;
    }
    int colon = credentials.indexOf(':');
    String given = colon < 0 ? "" : credentials.substring(0, colon);
    byte[] derived = derive(credentials.substring(colon + 1), salt, iterations);
    boolean right = user.equals(given) & MessageDigest.isEqual(hash, derived);
    Arrays.fill(derived, (byte) 0);
    if (right) {
      lastAccepted = digest;
    }
    return right;
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 512))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has PBKDF2WithHmacSHA512", e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
