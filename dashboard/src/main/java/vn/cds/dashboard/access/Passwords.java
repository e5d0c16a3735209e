package vn.cds.dashboard.access;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** User names and passwords for small sites, over HTTP Basic (put TLS in front). */
final class Passwords implements Authentication {

  private static final byte[] NONE = {};

  private final Map<String, PasswordHash> users;
  private final Grants grants;
  private final RateLimits limits;

  /** Guessing takes as long for users that do not exist. */
  private final PasswordHash nobody = PasswordHash.make("");

  /** Digest of each user's last right header: the slow hash is not made for every request. */
  private final Map<String, byte[]> accepted = new ConcurrentHashMap<>();

  Passwords(Map<String, PasswordHash> users, Grants grants, RateLimits limits) {
    this.users = Map.copyOf(users);
    this.grants = grants;
    this.limits = limits;
  }

  @Override
  public Visitor identify(HttpServletRequest request, String address) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      throw Refusal.passwordNeeded();
    }
    String credentials;
    try {
      credentials =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) { // not Base64: as wrong as a wrong password
      throw Refusal.passwordNeeded();
    }
    int colon = credentials.indexOf(':');
    String user = colon < 0 ? "" : credentials.substring(0, colon);
    byte[] digest = digest(header);
    if (!MessageDigest.isEqual(digest, accepted.getOrDefault(user, NONE))) {
      limits.login(address);
      PasswordHash hash = users.getOrDefault(user, nobody);
      if (!hash.matches(credentials.substring(colon + 1)) || !users.containsKey(user)) {
        throw Refusal.passwordNeeded();
      }
      limits.loggedIn(address);
      accepted.put(user, digest);
    }
    return Visitor.lasting(user, "user " + user, grants.of(user, List.of()));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
