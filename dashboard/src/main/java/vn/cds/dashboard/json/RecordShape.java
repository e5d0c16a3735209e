package vn.cds.dashboard.json;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The fields of a record as answers have them: names in snake_case, unless {@link JsonProperty}
 * gives another, and those of an unwrapped record among its own. Immutable.
 */
public final class RecordShape {

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Constructor<?> constructor;
  private final List<Field> fields;

  /**
   * A component of a record.
   *
   * @param name in an answer
   * @param unwrapped whether it stands for the fields of its own record
   * @param leftOut whether it is left out when it is null
   * @param sent whether answers have it at all
   */
  public record Field(
      String name, RecordComponent component, boolean unwrapped, boolean leftOut, boolean sent) {

    /** The value that a record has. */
    public Object of(Record record) {
      try {
        return component.getAccessor().invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component + " cannot be read", e);
      }
    }
  }

  private RecordShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    this.fields = Arrays.stream(components).map(RecordShape::field).toList();
    try {
      this.constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      this.constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("Every record has its constructor", e);
    }
  }

  private static Field field(RecordComponent component) {
    component.getAccessor().setAccessible(true);
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
    return new Field(
        named == null
            ? PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName())
            : named.value(),
        component,
        component.getAccessor().isAnnotationPresent(JsonUnwrapped.class),
        include != null && include.value() == JsonInclude.Include.NON_NULL,
        !component.getAccessor().isAnnotationPresent(JsonIgnore.class));
  }

  /** The shape of a record. */
  public static RecordShape of(Class<?> record) {
    return SHAPES.get(record);
  }

  /** Its own components, in their order, also those that are not sent. */
  public List<Field> fields() {
    return fields;
  }

  /** All fields of an answer: in the place of an unwrapped record those of its own. */
  public List<Field> flat() {
    List<Field> flat = new ArrayList<>();
    for (Field field : fields) {
      if (field.unwrapped()) {
        flat.addAll(of(field.component().getType()).flat());
      } else if (field.sent()) {
        flat.add(field);
      }
    }
    return flat;
  }

  /** A record of these values, one per component. */
  public <R extends Record> R make(Class<R> type, Function<Field, Object> value) {
    try {
      return type.cast(constructor.newInstance(fields.stream().map(value).toArray()));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new IllegalStateException(type + " cannot be made of " + fields, e);
    }
  }

  /** A record as an object of names and values, and what it holds as well. */
  public static Map<String, Object> object(Record record) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (Field field : of(record.getClass()).fields()) {
      Object value = field.of(record);
      if (field.unwrapped()) {
        object.putAll(object((Record) value));
      } else if (field.sent() && (value != null || !field.leftOut())) {
        object.put(field.name(), plain(value));
      }
    }
    return object;
  }

  private static Object plain(Object value) {
    if (value instanceof Record record) {
      return object(record);
    }
    if (value instanceof List<?> list) {
      List<Object> entries = new ArrayList<>(); // perhaps with nulls
      list.forEach(entry -> entries.add(plain(entry)));
      return entries;
    }
    return value;
  }
}
