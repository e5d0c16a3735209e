package vn.cds.dashboard.access.login;

import jakarta.servlet.http.HttpServletRequest;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Visitor;

/** A way to find out who sends a request. Thread-safe. */
public interface Authentication {

  /**
   * Who it is.
   *
   * @param address of the browser, as {@link Proxies#clientOf} tells it
   * @throws Refusal when they may not come in
   */
  Visitor identify(HttpServletRequest request, String address);
}
