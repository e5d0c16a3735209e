package vn.cds.dashboard.access.log;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.limit.TokenBuckets;

/**
 * Who came in, who left and who was refused, as lines of a logger of their own. Of a person they
 * tell the name that grants speak of and the address, nothing else; never what was asked for in
 * detail, a password, a cookie or a token. Thread-safe.
 */
public final class Audit {

  private static final Logger LOG = LoggerFactory.getLogger("vn.cds.dashboard.audit");

  /** Lines a minute of one address and of all: who is refused all the time fills no disk. */
  private static final int MOST_OF_ADDRESS = 60;

  private static final int MOST_OF_ALL = 600;

  private final TokenBuckets buckets;

  public Audit(Clock clock) {
    buckets = new TokenBuckets(clock);
  }

  public void loggedIn(String user, String address) {
    write("login", user, address, "");
  }

  public void loggedOut(String user, String address) {
    write("logout", user, address, "");
  }

  /**
   * Tells of a refusal, within limits: whoever guesses would else fill the log. To be asked to log
   * in, before the first attempt, is none.
   */
  public void refused(HttpServletRequest request, String address, Refusal refusal) {
    if (!refusal.isInvitation()
        && buckets.of(address, MOST_OF_ADDRESS, Duration.ofMinutes(1)).tryConsume(1)
        && buckets.of("", MOST_OF_ALL, Duration.ofMinutes(1)).tryConsume(1)) {
      write(
          "refused",
          refusal.user(),
          address,
          " method=%s path=%s status=%d error=%s"
              .formatted(
                  LogText.quoted(request.getMethod()),
                  LogText.quoted(request.getRequestURI()),
                  refusal.status(),
                  refusal.error()));
    }
  }

  private static void write(String event, String user, String address, String more) {
    LOG.info(
        "event={} user={} address={}{}",
        event,
        LogText.quoted(user),
        LogText.quoted(address),
        more);
  }
}
