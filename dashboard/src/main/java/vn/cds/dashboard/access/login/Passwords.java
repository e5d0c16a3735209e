package vn.cds.dashboard.access.login;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import vn.cds.dashboard.access.grant.Grants;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Visitor;
import vn.cds.dashboard.access.limit.RateLimits;
import vn.cds.dashboard.access.log.Audit;

/** User names and passwords for small sites, over HTTP Basic (put TLS in front). */
public final class Passwords implements Authentication {

  private static final byte[] NONE = {};

  /** Requests that may wait for their passwords; each holds a thread of the server's. */
  private static final int MOST_WAITING = 100;

  private static final int BUSY_SECONDS = 5;

  private final Map<String, PasswordHash> users;
  private final Grants grants;
  private final RateLimits limits;
  private final Audit audit;

  /** Guessing takes as long for users that do not exist. */
  private final PasswordHash nobody = PasswordHash.make("");

  /** Digest of each user's last right header: the slow hash is not made for every request. */
  private final Map<String, byte[]> accepted = new ConcurrentHashMap<>();

  private final Executor hashing = hashing();
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  /** Those on their way: a browser sends the first password with several requests at once. */
  private final Map<Attempt, CompletableFuture<Void>> checks = new ConcurrentHashMap<>();

  private record Attempt(String address, String user, String digest) {}

  public Passwords(Map<String, PasswordHash> users, Grants grants, RateLimits limits, Audit audit) {
    this.users = Map.copyOf(users);
    this.grants = grants;
    this.limits = limits;
    this.audit = audit;
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
      throw Refusal.passwordWrong("unknown");
    }
    int colon = credentials.indexOf(':');
    String user = colon < 0 ? "" : credentials.substring(0, colon);
    byte[] digest = digest(header);
    if (!MessageDigest.isEqual(digest, accepted.getOrDefault(user, NONE))) {
      check(
          new Attempt(address, user, HexFormat.of().formatHex(digest)),
          () -> {
            limits.login(address);
            PasswordHash hash = users.getOrDefault(user, nobody);
            if (!hash.matches(credentials.substring(colon + 1)) || !users.containsKey(user)) {
              // What was typed as a name may be a password.
              throw Refusal.passwordWrong(users.containsKey(user) ? "user " + user : "unknown");
            }
            limits.loggedIn(address);
            audit.loggedIn("user " + user, address);
            accepted.put(user, digest);
          });
    }
    return Visitor.lasting(user, "user " + user, grants.of(user, List.of()));
  }

  /**
   * Has a password checked, and waits for it. An address's attempts are counted when their turn has
   * come, one after the other: right ones, which do not count, are never held up by each other.
   *
   * @throws Refusal when it is wrong, or too many wait
   */
  private void check(Attempt attempt, Runnable check) {
    if (!waiting.tryAcquire()) {
      throw Refusal.busy("Too many people log in at this moment.", BUSY_SECONDS);
    }
    try {
      checks
          .computeIfAbsent(
              attempt,
              absent ->
                  CompletableFuture.runAsync(
                      () -> {
                        try {
                          check.run();
                        } finally {
                          checks.remove(attempt);
                        }
                      },
                      hashing))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Refusal refusal ? refusal : e;
    } finally {
      waiting.release();
    }
  }

  /** So few that the hashes of those who guess leave the machine to those who are logged in. */
  private static Executor hashing() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "board-password-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
