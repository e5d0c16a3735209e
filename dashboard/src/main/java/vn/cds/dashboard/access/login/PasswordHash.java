package vn.cds.dashboard.access.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A salted, slow hash of a password; the password itself is kept nowhere. Immutable. */
public final class PasswordHash {

  private static final int ITERATIONS = 210_000;
  private static final Pattern FORM =
      Pattern.compile("pbkdf2-sha512:([0-9]{5,8}):([A-Za-z0-9+/=]{16,}):([A-Za-z0-9+/=]{40,})");

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /** The hash of a password with a new salt. */
  public static PasswordHash make(String password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS));
  }

  /** Reads what {@link #text} wrote; null when it is nothing of the kind. */
  public static PasswordHash parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    try {
      return new PasswordHash(
          Integer.parseInt(form.group(1)),
          Base64.getDecoder().decode(form.group(2)),
          Base64.getDecoder().decode(form.group(3)));
    } catch (IllegalArgumentException e) { // not Base64 after all
      return null;
    }
  }

  /** The form that is to be stored. */
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "pbkdf2-sha512:%d:%s:%s"
        .formatted(iterations, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  boolean matches(String password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
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

  @Override
  public String toString() {
    return "***";
  }
}
