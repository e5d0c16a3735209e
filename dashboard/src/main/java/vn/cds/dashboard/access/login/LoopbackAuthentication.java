package vn.cds.dashboard.access.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import vn.cds.dashboard.access.grant.Grant;
import vn.cds.dashboard.access.grant.Refusal;
import vn.cds.dashboard.access.grant.Visitor;

/** Everybody on this machine may do everything: the board listens on loopback alone. */
public final class LoopbackAuthentication implements Authentication {

  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  @Override
  public Visitor identify(HttpServletRequest request, String address) {
    String host = request.getHeader("Host");
    String name = host == null ? "" : host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    // A page of the internet can make its own name point to 127.0.0.1 and then read the board.
    if (!LOOPBACK_NAMES.contains(name)) {
      throw Refusal.of(
              421, "misdirected", "Open the board as http://127.0.0.1 or http://localhost.")
          .inVietnamese("Hãy mở bảng theo dõi ở http://127.0.0.1 hoặc http://localhost.");
    }
    return Visitor.lasting("", "", List.of(Grant.EVERYTHING));
  }
}
