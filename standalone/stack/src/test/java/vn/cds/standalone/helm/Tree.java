package vn.cds.standalone.helm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks into maps and lists as YAML gives them. */
final class Tree {
  private Tree() {}

  /** With keys as text; empty when there is none. */
  static Map<String, Object> map(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value != null) {
      ((Map<?, ?>) value).forEach((key, item) -> map.put(key.toString(), item));
    }
    return map;
  }

  /** Empty when there is none. */
  static List<Map<String, Object>> maps(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(Tree::map).toList();
  }

  /** Empty when there is none. */
  static List<String> strings(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(Object::toString).toList();
  }

  /** What lies at the end of the keys; null when something on the way is missing. */
  static Object at(Object value, String... keys) {
    Object here = value;
    for (String key : keys) {
      here = here == null ? null : map(here).get(key);
    }
    return here;
  }

  static String text(Object value, String... keys) {
    Object found = at(value, keys);
    return found == null ? null : found.toString();
  }

  /** Every value of this key, however deep it lies. */
  static List<Object> all(Object value, String key) {
    List<Object> found = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, item) -> {
            if (name.equals(key)) {
              found.add(item);
            }
            found.addAll(all(item, key));
          });
    } else if (value instanceof List<?> list) {
      list.forEach(item -> found.addAll(all(item, key)));
    }
    return found;
  }
}
