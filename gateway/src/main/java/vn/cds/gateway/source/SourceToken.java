package vn.cds.gateway.source;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What is kept of a token.
 *
 * @param sha256 64 hexadecimal digits
 * @param made when it was made
 * @param until exclusive; null: without an end
 */
public record SourceToken(String sha256, Instant made, Instant until) {

  private static final int SHOWN_DIGITS = 8;

  /** What is kept of a new token. */
  public static SourceToken of(String token, Instant made) {
    return new SourceToken(HexFormat.of().formatHex(Token.hash(token)), made, null);
  }

  public boolean isValidAt(Instant moment) {
    return until == null || moment.isBefore(until);
  }

  /** Whether this is the hash; takes the same time for every one. */
  boolean matches(byte[] hash) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), hash);
  }

  /** Enough of the hash to tell tokens from each other; nobody can log in with it. */
  public String shown() {
    return sha256.substring(0, SHOWN_DIGITS);
  }
}
