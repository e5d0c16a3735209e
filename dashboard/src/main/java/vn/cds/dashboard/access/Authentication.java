package vn.cds.dashboard.access;

import jakarta.servlet.http.HttpServletRequest;

/** A way to find out who sends a request. Thread-safe. */
interface Authentication {

  /**
   * Who it is.
   *
   * @param address of the browser, as {@link Proxies#clientOf} tells it
   * @throws Refusal when they may not come in
   */
  Visitor identify(HttpServletRequest request, String address);
}
