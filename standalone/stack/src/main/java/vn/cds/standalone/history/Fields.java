package vn.cds.standalone.history;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.cds.contract.ServiceRequestEvent;
import vn.cds.contract.TimeOrDay;

/** The fields of a service request on the wire, with their types. */
final class Fields {
  private static final Map<String, Class<?>> TYPES = types();

  private Fields() {}

  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new LinkedHashMap<>();
    for (RecordComponent component : ServiceRequestEvent.class.getRecordComponents()) {
      types.put(snakeCase(component.getName()), component.getType());
    }
    // Made by the import itself.
    types.remove("event_id");
    types.remove("retracted");
    return types;
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  static boolean isKnown(String field) {
    return TYPES.containsKey(field);
  }

  static boolean isTime(String field) {
    return TYPES.get(field) == TimeOrDay.class;
  }

  /** Written without quotes when it looks like one. */
  static boolean isNumber(String field) {
    return TYPES.get(field) == Integer.class || TYPES.get(field) == Long.class;
  }

  static boolean isBoolean(String field) {
    return TYPES.get(field) == Boolean.class;
  }

  static List<String> times() {
    return Arrays.asList(TYPES.keySet().stream().filter(Fields::isTime).toArray(String[]::new));
  }
}
