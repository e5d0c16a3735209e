package vn.cds.dashboard.access.grant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was granted to users and groups.
 *
 * @param users by user name; {@code *} stands for everybody who is known
 * @param groups by the name or path of the group; Keycloak's {@code /a/b} is the same as {@code
 *     a/b}
 */
public record Grants(Map<String, List<Grant>> users, Map<String, List<Grant>> groups) {

  static final String EVERYBODY = "*";

  public Grants {
    users = Map.copyOf(users);
    Map<String, List<Grant>> byPath = new HashMap<>();
    groups.forEach(
        (group, grants) ->
            byPath.computeIfAbsent(path(group), absent -> new ArrayList<>()).addAll(grants));
    groups = Map.copyOf(byPath);
  }

  private static String path(String group) {
    return group.startsWith("/") ? group.substring(1) : group;
  }

  /**
   * What a user was granted, as such and by groups.
   *
   * @throws Refusal when that is nothing
   */
  public List<Grant> of(String user, Collection<String> memberOf) {
    List<Grant> granted = new ArrayList<>(users.getOrDefault(user, List.of()));
    granted.addAll(users.getOrDefault(EVERYBODY, List.of()));
    memberOf.forEach(group -> granted.addAll(groups.getOrDefault(path(group), List.of())));
    if (granted.isEmpty()) {
      throw Refusal.forbidden(
              "Nothing is granted to you on this board; ask its operator to add you or a group of"
                  + " yours to the access file.")
          .inVietnamese(
              "Bạn chưa được cấp quyền trên bảng theo dõi này; hãy nhờ người vận hành thêm bạn hoặc"
                  + " nhóm của bạn vào tệp phân quyền.")
          .by("user " + user);
    }
    return granted;
  }
}
