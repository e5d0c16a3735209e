package vn.cds.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import vn.cds.contract.codec.Field;
import vn.cds.contract.codec.FieldTable;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;

/** Writes the JSON Schema of a topic from its {@link FieldTable}. */
public final class SchemaText {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
  private static final String CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]";
  private static final String TIME =
      DATE + "[Tt]" + CLOCK + ":[0-5][0-9](\\.[0-9]{1,9})?([Zz]|[+\\-]" + CLOCK + ")";
  private static final String UUID =
      "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

  private SchemaText() {}

  public static String of(EventStream stream) {
    String title =
        switch (stream) {
          case DOCUMENTS -> "One status of one document (văn bản)";
          case PAYMENTS -> "One status of one payment (thanh toán)";
          case SERVICE_REQUESTS -> "One status of one dossier (hồ sơ thủ tục hành chính)";
        };
    return write(stream.wireName(), title, "", FieldTable.of(stream).fields());
  }

  public static String ofDeclaredFigures() {
    return write(
        "declared-figures",
        "One declaration of one figure (số liệu khai báo)",
        " and at the lists of units and figures",
        FieldTable.DECLARED_FIGURES.fields());
  }

  private static String write(
      String topic, String title, String furtherRules, List<? extends Field<?>> fields) {
    ObjectNode schema =
        NODES
            .objectNode()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("$id", "urn:cds:contract:" + topic + ":v1")
            .put("title", title)
            .put(
                "description",
                "A record of the topic cds."
                    + topic
                    + ": UTF-8, at most 65,536 bytes. Fields that are not listed are dropped. A"
                    + " field that is null is a field that is absent. docs/contract.md has the"
                    + " rules that look at more than one field"
                    + furtherRules
                    + ".")
            .put("type", "object");
    ArrayNode required = schema.putArray("required");
    fields.stream().filter(Field::required).map(Field::name).forEach(required::add);
    ObjectNode properties = schema.putObject("properties");
    fields.forEach(field -> properties.set(field.name(), property(field)));
    schema.put("additionalProperties", true);
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    try {
      return new JsonMapper().writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode property(Field<?> field) {
    ObjectNode property = NODES.objectNode();
    boolean timeOrDay = field.type() == Field.Type.TIME_OR_DAY;
    property.put(
        "description",
        field.description() + (timeOrDay ? " A time, or a local day where no more is known." : ""));
    String type =
        switch (field.type()) {
          case VERSION, INTEGER, MONEY -> "integer";
          case NUMBER -> "number";
          case BOOLEAN -> "boolean";
          default -> "string";
        };
    if (field.required()) {
      property.put("type", type);
    } else {
      property.putArray("type").add(type).add("null");
    }
    switch (field.type()) {
      case VERSION -> property.put("const", Event.SCHEMA_VERSION);
      case INTEGER, MONEY ->
          property.put("minimum", field.minimum()).put("maximum", field.maximum());
      case NUMBER ->
          property
              .put("minimum", 0)
              .put("maximum", Field.MAXIMUM_NUMBER)
              .put("multipleOf", BigDecimal.ONE.movePointLeft(Field.MAXIMUM_DECIMALS));
      case UUID -> format(property, "uuid", UUID);
      case TIME -> format(property, "date-time", TIME);
      case TIME_OR_DAY -> {
        ArrayNode either = property.putArray("anyOf");
        format(either.addObject(), "date-time", TIME);
        format(either.addObject(), "date", DATE);
      }
      case DATE -> format(property, "date", DATE);
      case TEXT -> {
        property.put("pattern", "^" + field.pattern().regex() + "$");
        if (!field.pattern().examples().isEmpty()) {
          ArrayNode examples = property.putArray("examples");
          field.pattern().examples().forEach(examples::add);
        }
      }
      case ENUM -> {
        ArrayNode values = property.putArray("enum");
        field.values().forEach(value -> values.add(value.wireName()));
        if (!field.required()) {
          values.addNull();
        }
      }
      case BOOLEAN -> {}
    }
    return property;
  }

  private static void format(ObjectNode property, String format, String pattern) {
    property.put("format", format).put("pattern", "^" + pattern + "$");
  }
}
