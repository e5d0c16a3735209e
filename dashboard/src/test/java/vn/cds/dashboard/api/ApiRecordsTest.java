package vn.cds.dashboard.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import vn.cds.dashboard.access.suppression.Shown;
import vn.cds.dashboard.api.request.Scope;
import vn.cds.dashboard.json.RecordShape;

/**
 * The records of the answers against {@code openapi.yaml}, both ways: names, types, what may be
 * null and what may be left out; and the decision of each field about who sees it.
 */
class ApiRecordsTest {

  private static JsonNode description;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file = Api.class.getResourceAsStream("openapi.yaml")) {
      description = new ObjectMapper().valueToTree(new Yaml().load(file));
    }
  }

  /** Of every resource of the API, by the name of its schema. */
  private static Map<String, Class<?>> answers() {
    Map<String, Class<?>> answers = new TreeMap<>();
    for (Field resource : Api.class.getDeclaredFields()) {
      for (Class<?> nested : resource.getType().getDeclaredClasses()) {
        if (nested.getSimpleName().endsWith("Answer")) {
          answers.put(nested.getSimpleName(), nested);
        }
      }
    }
    return answers;
  }

  @Test
  void everyAnswerIsDescribedAndTheReverse() {
    Set<String> described = new TreeSet<>();
    description
        .get("components")
        .get("schemas")
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (name.endsWith("Answer") && name.length() > "Answer".length()) {
                described.add(name);
              }
            });
    described.remove("PeriodOfAnswer");
    assertThat(answers().keySet()).isEqualTo(described);
  }

  @Test
  void recordsAreAsDescribed() {
    answers().forEach((name, type) -> assertSame(name, schema(name), type, head()));
  }

  /** What the page shows hides what others may not see by itself, when it makes its rows. */
  @Test
  void theBoardIsAsDescribed() throws ClassNotFoundException {
    assertSame("Board", schema("Board"), ofBoard(""), Set.of());
    assertSame("BoardChange", schema("BoardChange"), ofBoard("$Change"), Set.of());
  }

  private static Class<?> ofBoard(String nested) throws ClassNotFoundException {
    return Class.forName("vn.cds.dashboard.Leaderboard" + nested);
  }

  @Test
  void theHeadIsAsDescribed() {
    assertSame("Answer", schema("Answer"), Scope.Head.class, Set.of("as_of"));
  }

  private static Set<String> head() {
    Set<String> head = new HashSet<>();
    schema("Answer").get("properties").fieldNames().forEachRemaining(head::add);
    return head;
  }

  private record Right(String name, @Nullable Long n, List<@Nullable Double> scores, int load) {}

  private record WrongName(
      String names, @Nullable Long n, List<@Nullable Double> scores, int load) {}

  private record WrongType(
      String name, @Nullable Double n, List<@Nullable Double> scores, int load) {}

  private record NotNull(String name, Long n, List<@Nullable Double> scores, int load) {}

  private record NoNullInList(String name, @Nullable Long n, List<Double> scores, int load) {}

  private record Null(
      @Nullable String name, @Nullable Long n, List<@Nullable Double> scores, int load) {}

  private record Less(String name, @Nullable Long n, int load) {}

  @Test
  void aDifferenceIsNoticed() {
    JsonNode schema =
        new ObjectMapper()
            .valueToTree(
                new Yaml()
                    .load(
                        """
                        type: object
                        required: [name, n, scores, load]
                        properties:
                          name: {type: string}
                          n: {type: [integer, "null"]}
                          scores: {type: array, items: {$ref: "#/components/schemas/Number"}}
                          load: {type: integer}
                        """));
    assertSame("sample", schema, Right.class, Set.of());
    for (Class<?> wrong :
        List.of(
            WrongName.class,
            WrongType.class,
            NotNull.class,
            NoNullInList.class,
            Null.class,
            Less.class)) {
      assertThatThrownBy(() -> assertSame("sample", schema, wrong, Set.of()))
          .as(wrong.getSimpleName())
          .isInstanceOf(AssertionError.class);
    }
  }

  /** Every field that others see says so; the others can be null. */
  @Test
  void everyFieldHasADecisionOrCanBeHidden() {
    Set<Class<?>> seen = new HashSet<>();
    answers().values().forEach(type -> assertDecided(type, seen));
    assertThat(seen).hasSizeGreaterThan(30);
  }

  private static void assertDecided(Class<?> type, Set<Class<?>> seen) {
    if (!seen.add(type) || type.isAnnotationPresent(Shown.class)) {
      return;
    }
    Set<String> names = new HashSet<>();
    RecordShape.of(type).flat().forEach(field -> names.add(field.name()));
    for (RecordShape.Field field : RecordShape.of(type).flat()) {
      Shown shown = field.component().getAnnotation(Shown.class);
      Class<?> held = held(field.component().getGenericType());
      String place = type.getSimpleName() + "." + field.name();
      if (held.isRecord()) {
        assertThat(shown).as(place + " is decided about in its record").isNull();
        assertDecided(held, seen);
      } else if (shown == null) {
        assertThat(isNullable(field.component().getAnnotatedType()) || field.leftOut())
            .as(place + " is hidden from others, so it must be nullable; or give it @Shown")
            .isTrue();
      } else if (!shown.of().isEmpty()) {
        assertThat(names).as(place).contains(shown.of());
      }
    }
  }

  private static Class<?> held(Type type) {
    return type instanceof ParameterizedType list
        ? held(list.getActualTypeArguments()[list.getActualTypeArguments().length - 1])
        : (Class<?>) type;
  }

  private static JsonNode schema(String name) {
    JsonNode schema = description.get("components").get("schemas").get(name);
    assertThat(schema).as("schema " + name).isNotNull();
    return schema;
  }

  /** The schema that a reference stands for. */
  private static JsonNode resolved(JsonNode schema) {
    JsonNode reference = schema.get("$ref");
    return reference == null
        ? schema
        : resolved(schema(reference.asText().replace("#/components/schemas/", "")));
  }

  private static void collect(
      JsonNode schema, Map<String, JsonNode> properties, Set<String> required) {
    JsonNode known = resolved(schema);
    known.path("allOf").forEach(part -> collect(part, properties, required));
    known
        .path("properties")
        .fieldNames()
        .forEachRemaining(name -> properties.put(name, known.get("properties").get(name)));
    known.path("required").forEach(name -> required.add(name.asText()));
  }

  private static void assertSame(String place, JsonNode schema, Class<?> type, Set<String> others) {
    Map<String, JsonNode> properties = new TreeMap<>();
    Set<String> required = new TreeSet<>();
    collect(schema, properties, required);
    properties.keySet().removeAll(others);
    required.removeAll(others);
    Set<String> names = new TreeSet<>();
    Set<String> always = new TreeSet<>();
    for (RecordShape.Field field : RecordShape.of(type).flat()) {
      names.add(field.name());
      if (!field.leftOut()) {
        always.add(field.name());
      }
    }
    assertThat(names).as("fields of %s, %s", place, type).isEqualTo(properties.keySet());
    assertThat(always).as("fields of %s that are never left out", place).isEqualTo(required);
    for (RecordShape.Field field : RecordShape.of(type).flat()) {
      assertSame(
          place + "." + field.name(),
          properties.get(field.name()),
          field.component().getAnnotatedType(),
          field.leftOut());
    }
  }

  private static void assertSame(
      String place, JsonNode described, AnnotatedType annotated, boolean leftOut) {
    JsonNode schema = resolved(described);
    boolean orNull = false;
    for (JsonNode choice : schema.path("anyOf")) {
      if (choice.path("type").asText().equals("null")) {
        orNull = true;
      } else {
        schema = resolved(choice);
      }
    }
    Set<String> types = new TreeSet<>();
    JsonNode said = schema.path("type");
    if (said.isArray()) {
      said.forEach(one -> types.add(one.asText()));
    } else if (!said.isMissingNode()) {
      types.add(said.asText());
    }
    orNull |= types.remove("null");
    if (!leftOut) {
      assertThat(isNullable(annotated)).as(place + " may be null").isEqualTo(orNull);
    }
    Type type = annotated.getType();
    if (type instanceof ParameterizedType generic) {
      AnnotatedType[] arguments =
          ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
      boolean list = generic.getRawType() == List.class;
      assertThat(types).as(place).containsExactly(list ? "array" : "object");
      assertSame(
          place + "[]",
          schema.get(list ? "items" : "additionalProperties"),
          arguments[arguments.length - 1],
          false);
    } else if (((Class<?>) type).isRecord()) {
      assertSame(place, schema, (Class<?>) type, Set.of());
    } else if (type == JsonNode.class) {
      assertThat(schema.path("oneOf").findValuesAsText("type")).as(place).isNotEmpty();
    } else if (schema.path("const").isBoolean()) {
      assertThat(type).as(place).isEqualTo(Boolean.class);
    } else {
      assertThat(types).as(place + " of " + type).containsExactly(word((Class<?>) type));
      assertThat(schema.path("format").asText("").replace("uuid", ""))
          .as(place + " of " + type)
          .isEqualTo(type == Instant.class ? "date-time" : type == LocalDate.class ? "date" : "");
    }
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static String word(Class<?> type) {
    if (Arrays.asList(int.class, Integer.class, long.class, Long.class).contains(type)) {
      return "integer";
    }
    if (Arrays.asList(double.class, Double.class, BigDecimal.class).contains(type)) {
      return "number";
    }
    if (Arrays.asList(boolean.class, Boolean.class).contains(type)) {
      return "boolean";
    }
    assertThat(type).isIn(String.class, Instant.class, LocalDate.class);
    return "string";
  }
}
