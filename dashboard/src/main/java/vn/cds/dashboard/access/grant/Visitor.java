package vn.cds.dashboard.access.grant;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Who asks, and what was granted to them.
 *
 * @param name as people know them; '' on a board without authentication
 * @param key whom limits count for, never shown
 * @param grants at least one
 * @param leaves whether they can log out
 * @param unverified whether they are shown criteria whose source nobody has verified
 * @param stays whether they may stay, asked again while a stream is open; asking counts as use
 */
public record Visitor(
    String name,
    String key,
    List<Grant> grants,
    boolean leaves,
    boolean unverified,
    BooleanSupplier stays) {

  private static final String ATTRIBUTE = Visitor.class.getName();

  public Visitor {
    grants = List.copyOf(grants);
  }

  /** Somebody with grants; operators are shown what nobody has verified. */
  public Visitor(
      String name, String key, List<Grant> grants, boolean leaves, BooleanSupplier stays) {
    this(
        name,
        key,
        grants,
        leaves,
        grants.stream().anyMatch(grant -> grant.role().isAtLeast(Role.OPERATOR)),
        stays);
  }

  public static Visitor lasting(String name, String key, List<Grant> grants) {
    return new Visitor(name, key, grants, false, () -> true);
  }

  public Visitor shownUnverified(boolean shown) {
    return new Visitor(name, key, grants, leaves, shown, stays);
  }

  /** Who sent a request that has passed the AccessFilter. */
  public static Visitor of(HttpServletRequest request) {
    return (Visitor) request.getAttribute(ATTRIBUTE);
  }

  /** Notes who sent a request, for {@link #of}. */
  public void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The highest of their roles. */
  public Role role() {
    return grants.stream().map(Grant::role).max(Comparator.naturalOrder()).orElseThrow();
  }

  /** Provinces in which a role was granted, two digits each; null: all. */
  public TreeSet<String> provinces() {
    TreeSet<String> provinces = new TreeSet<>();
    for (Grant grant : grants) {
      if (grant.provinces() == null) {
        return null;
      }
      provinces.addAll(grant.provinces());
    }
    return provinces;
  }
}
