package vn.cds.dashboard.access.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.eclipse.jetty.http.QuotedCSV;
import vn.cds.dashboard.access.grant.Grants;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Visitor;

/** A proxy in front of the board says who it is, in headers that are believed from it alone. */
public final class TrustedProxy implements Authentication {

  private final Proxies proxies;
  private final String userHeader;
  private final String groupsHeader;
  private final Grants grants;

  /**
   * @param groupsHeader holds names of groups joined by commas, those with a comma in quotes; null:
   *     the proxy tells none
   */
  public TrustedProxy(Proxies proxies, String userHeader, String groupsHeader, Grants grants) {
    this.proxies = proxies;
    this.userHeader = userHeader;
    this.groupsHeader = groupsHeader;
    this.grants = grants;
  }

  @Override
  public Visitor identify(HttpServletRequest request, String address) {
    if (!proxies.sent(request)) {
      throw Refusal.forbidden(
          "This board is reached through its proxy only, and "
              + request.getRemoteAddr()
              + " is not one of its proxies; open the address of the proxy, or add this one to"
              + " proxies in the access file.");
    }
    String user = single(request, userHeader);
    if (user.isEmpty()) {
      throw Refusal.of(
              401,
              "unauthorized",
              "The proxy did not say who you are, in the header " + userHeader + ".")
          .inVietnamese(
              "Máy chủ trung gian chưa cho biết bạn là ai; hãy báo người vận hành bảng theo dõi.");
    }
    return Visitor.lasting(user, "user " + user, grants.of(user, groups(request)));
  }

  private List<String> groups(HttpServletRequest request) {
    try {
      return groupsHeader == null
          ? List.of()
          : new QuotedCSV(false, single(request, groupsHeader)).getValues();
    } catch (IllegalArgumentException e) {
      throw Refusal.forbidden(
          "The header "
              + groupsHeader
              + " is not names joined by commas, each of them whole in double quotes or without"
              + " any; the proxy must quote names that hold a comma or a quote.");
    }
  }

  /** A header's value, or ''. A second one would have been sent by the browser, past the proxy. */
  private static String single(HttpServletRequest request, String header) {
    List<String> values = Collections.list(request.getHeaders(header));
    if (values.size() > 1) {
      throw Refusal.forbidden(
          "The header "
              + header
              + " stands twice; the proxy must replace what a browser sends in it.");
    }
    return values.isEmpty() ? "" : values.get(0).strip();
  }
}
