package vn.cds.importer.mapping;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;

/**
 * The fields of one kind of event on the wire, with their types, and three that only an import
 * knows: the names that a commune is found by.
 */
public final class Fields {
  /** Names of a commune, its former district and its province. */
  public static final String COMMUNE_NAME = "commune_name";

  public static final String DISTRICT_NAME = "district_name";
  public static final String PROVINCE_NAME = "province_name";

  /** What a value is made of. */
  public enum Type {
    TIME,
    DATE,
    NUMBER,
    BOOLEAN,
    ENUM,
    TEXT
  }

  private static final Map<EventStream, Fields> OF = new EnumMap<>(EventStream.class);

  static {
    OF.put(
        EventStream.SERVICE_REQUESTS,
        new Fields(
            ServiceRequestEvent.class,
            "submitted_at",
            List.of("dossier_code"),
            List.of("dossier_code", "procedure_code", "submitted_at"),
            ServiceRequestStatus.values()));
    OF.put(
        EventStream.DOCUMENTS,
        new Fields(
            DocumentEvent.class,
            "sent_at",
            List.of("issuer_code", "document_number", "document_date", "direction"),
            List.of("issuer_code", "document_number", "document_date", "direction", "sent_at"),
            DocumentStatus.values()));
    OF.put(
        EventStream.PAYMENTS,
        new Fields(
            PaymentEvent.class,
            "started_at",
            List.of("payment_id"),
            List.of("payment_id", "started_at", "category", "method", "amount_vnd"),
            PaymentStatus.values()));
  }

  private final Map<String, Class<?>> types = new LinkedHashMap<>();
  private final String start;
  private final List<String> key;
  private final List<String> required;
  private final WireEnum[] statuses;

  private Fields(
      Class<?> event, String start, List<String> key, List<String> required, WireEnum[] statuses) {
    for (RecordComponent component : event.getRecordComponents()) {
      types.put(snakeCase(component.getName()), component.getType());
    }
    // Made by the import itself.
    types.remove("event_id");
    types.remove("retracted");
    types.put(COMMUNE_NAME, String.class);
    types.put(DISTRICT_NAME, String.class);
    types.put(PROVINCE_NAME, String.class);
    this.start = start;
    this.key = key;
    this.required = required;
    this.statuses = statuses;
  }

  /** The fields of a kind. */
  public static Fields of(EventStream kind) {
    return OF.get(kind);
  }

  private static String snakeCase(String name) {
    StringBuilder snake = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        snake.append('_');
      }
      snake.append(Character.toLowerCase(c));
    }
    return snake.toString().toLowerCase(Locale.ROOT);
  }

  public boolean isKnown(String field) {
    return types.containsKey(field);
  }

  public List<String> names() {
    return List.copyOf(types.keySet());
  }

  /** When the entity began, such as {@code submitted_at}. */
  public String start() {
    return start;
  }

  /** What names the entity. */
  public List<String> key() {
    return key;
  }

  /** Fields beside the commune and the status that every event has. */
  public List<String> required() {
    return required;
  }

  public WireEnum[] statuses() {
    return statuses.clone();
  }

  /** The status with this wire name, or null. */
  public WireEnum status(String name) {
    for (WireEnum status : statuses) {
      if (status.wireName().equals(name)) {
        return status;
      }
    }
    return null;
  }

  /** The listed values of an enum; empty for other fields. */
  public List<WireEnum> values(String field) {
    if (field.equals("status")) {
      return List.of(statuses);
    }
    List<WireEnum> values = new ArrayList<>();
    if (type(field) == Type.ENUM) {
      for (Object value : types.get(field).getEnumConstants()) {
        values.add((WireEnum) value);
      }
    }
    return List.copyOf(values);
  }

  /** The type of a field that is known. */
  public Type type(String field) {
    Class<?> type = types.get(field);
    if (type == TimeOrDay.class) {
      return Type.TIME;
    }
    if (type == LocalDate.class) {
      return Type.DATE;
    }
    if (type == Integer.class
        || type == Long.class
        || type == BigDecimal.class
        || type == long.class) {
      return Type.NUMBER;
    }
    if (type == Boolean.class) {
      return Type.BOOLEAN;
    }
    return type.isEnum() || field.equals("status") ? Type.ENUM : Type.TEXT;
  }

  public boolean isMoney(String field) {
    return field.endsWith("_vnd");
  }

  /** The fields that are times. */
  public List<String> times() {
    return types.keySet().stream().filter(f -> type(f) == Type.TIME).toList();
  }
}
