package vn.cds.dashboard.access;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.grant.Grant;
import vn.cds.dashboard.access.grant.Grants;
import vn.cds.dashboard.access.limit.RateLimits;
import vn.cds.dashboard.access.log.Audit;
import vn.cds.dashboard.access.login.Authentication;
import vn.cds.dashboard.access.login.OpenIdConnect;
import vn.cds.dashboard.access.login.PasswordHash;
import vn.cds.dashboard.access.login.Passwords;
import vn.cds.dashboard.access.login.Proxies;
import vn.cds.dashboard.access.login.Sessions;
import vn.cds.dashboard.access.login.TrustedProxy;

/**
 * Who may come in and what they may see. Immutable; tells no secrets.
 *
 * @param openIdConnect null unless that is the way
 * @param proxy null unless that is the way
 * @param passwords by user; null unless that is the way
 * @param shared whether one login is for everybody, so that nobody is known as an operator
 * @param proxies in front of the board, of whatever way
 */
public record AccessConfiguration(
    OpenIdConnect.Settings openIdConnect,
    ProxyHeaders proxy,
    Map<String, PasswordHash> passwords,
    boolean shared,
    Proxies proxies,
    Sessions.Settings sessions,
    RateLimits.Settings limits,
    Grants grants) {

  /**
   * What a trusted proxy tells.
   *
   * @param groups null: it tells none
   */
  record ProxyHeaders(String user, String groups) {}

  /**
   * Reads an access file; {@code access.yaml} beside this class explains every key.
   *
   * @param environment where secrets may stand
   * @param roster has the provinces that may be named
   * @throws vn.cds.contract.file.InvalidDataFile with every fault and its line
   */
  public static AccessConfiguration read(
      Path file, Map<String, String> environment, Roster roster) {
    return new AccessReader(file, environment, roster).read();
  }

  /** One login for everybody, who may do everything. */
  public static AccessConfiguration login(String user, PasswordHash password) {
    if (user.isEmpty() || user.contains(":")) {
      throw new IllegalArgumentException("The user name must not be empty nor hold a colon");
    }
    return new AccessConfiguration(
        null,
        null,
        Map.of(user, password),
        true,
        new Proxies(),
        Sessions.Settings.DEFAULT,
        RateLimits.Settings.DEFAULT,
        new Grants(Map.of(user, List.of(Grant.EVERYTHING)), Map.of()));
  }

  Authentication authentication(RateLimits counted, Audit audit, Clock clock) {
    if (openIdConnect != null) {
      return new OpenIdConnect(
          openIdConnect, grants, new Sessions(sessions, clock), counted, audit, proxies, clock);
    }
    if (proxy != null) {
      return new TrustedProxy(proxies, proxy.user(), proxy.groups(), grants);
    }
    return new Passwords(passwords, grants, counted, audit);
  }

  /** The way in words, for the start of the board. */
  public String way() {
    if (openIdConnect != null) {
      return "OpenID Connect with " + openIdConnect.issuer();
    }
    return proxy != null ? "a trusted proxy" : passwords.size() + " user(s) with passwords";
  }
}
