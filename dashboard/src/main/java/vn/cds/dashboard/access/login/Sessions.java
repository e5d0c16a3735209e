package vn.cds.dashboard.access.login;

import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.id.Identifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.cds.dashboard.access.grant.Grant;

/** Who has logged in, by an id that only their browser knows. Thread-safe. */
public final class Sessions {

  /** Those used longest ago go first. */
  private static final int MOST = 10_000;

  private static final int ID_BYTES = 32;

  private final Settings settings;
  private final Clock clock;
  private final Map<String, Session> sessions =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > MOST || isOver(eldest.getValue());
        }
      };

  /**
   * When a session ends.
   *
   * @param idle after so long without a request; an open stream is use
   * @param longest after so long in any case
   */
  public record Settings(Duration idle, Duration longest) {
    public static final Settings DEFAULT = new Settings(Duration.ofHours(1), Duration.ofHours(12));
  }

  /**
   * A session.
   *
   * @param idToken goes back to the provider when they log out
   */
  record Session(
      String name, String key, List<Grant> grants, JWT idToken, Instant begun, Instant used) {

    private Session usedAt(Instant moment) {
      return new Session(name, key, grants, idToken, begun, moment);
    }
  }

  public Sessions(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Begins one and tells its id, which cannot be guessed. */
  synchronized String begin(String name, String key, List<Grant> grants, JWT idToken) {
    String id = new Identifier(ID_BYTES).getValue();
    Instant now = clock.instant();
    sessions.put(id, new Session(name, key, grants, idToken, now, now));
    return id;
  }

  /** The session that uses this id now; null when there is none, or it is over. */
  synchronized Session use(String id) {
    Session session = id == null ? null : sessions.get(id);
    if (session == null) {
      return null;
    }
    if (isOver(session)) {
      sessions.remove(id);
      return null;
    }
    Session used = session.usedAt(clock.instant());
    sessions.put(id, used);
    return used;
  }

  /** Ends one; tells which, or null. */
  synchronized Session end(String id) {
    return id == null ? null : sessions.remove(id);
  }

  private boolean isOver(Session session) {
    Instant now = clock.instant();
    return !now.isBefore(session.used().plus(settings.idle()))
        || !now.isBefore(session.begun().plus(settings.longest()));
  }
}
