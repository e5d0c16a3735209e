package vn.cds.dashboard.access.login;

import java.util.List;
import java.util.Map;
import vn.cds.dashboard.access.grant.Refusal;

/** Reads the groups that a token tells, in each form that providers give them. */
public final class GroupsClaim {

  private GroupsClaim() {}

  /**
   * The groups; none when the claim is absent.
   *
   * @param claims of the token
   * @param name of the claim, or where it lies inside of others, joined by dots: {@code
   *     realm_access.roles}
   * @throws Refusal when it is neither a name nor a list of names
   */
  public static List<String> in(Map<String, Object> claims, String name) {
    Object told = find(claims, name);
    if (told == null) {
      return List.of();
    }
    if (told instanceof String group) {
      return List.of(group);
    }
    if (told instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw Refusal.forbidden(
            "What the log-in service tells in the claim "
                + name
                + " is neither a name nor a list of names; ask the operator of the board to set"
                + " groups_claim in the access file.")
        .inVietnamese(
            "Không đọc được danh sách nhóm của bạn (" + name + "); hãy báo người vận hành.");
  }

  /** Names may hold dots themselves, so the longest that there is comes first. */
  private static Object find(Map<?, ?> object, String path) {
    if (object.containsKey(path)) {
      return object.get(path);
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      if (object.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
        Object found = find(inner, path.substring(dot + 1));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
