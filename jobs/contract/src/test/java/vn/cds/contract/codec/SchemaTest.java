package vn.cds.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.cds.contract.Json;
import vn.cds.contract.RandomEvents;
import vn.cds.contract.RandomEvents.JsonField;
import vn.cds.contract.Samples;
import vn.cds.contract.SchemaText;
import vn.cds.contract.Seeds;
import vn.cds.contract.code.WireEnum;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;

/**
 * The published JSON Schemas are written from the field tables; holds them and the codec against
 * each other, both ways.
 */
class SchemaTest {

  private static final String WRITE = "cds.schema.write";

  /**
   * What a JSON Schema cannot say: the bytes before they are JSON, a name that stands twice, what
   * follows from other fields, from the broker's clock, from the roster or from earlier records.
   */
  static final Set<FaultCode> BEYOND_A_SCHEMA =
      EnumSet.of(
          FaultCode.EMPTY,
          FaultCode.TOO_LARGE,
          FaultCode.NOT_JSON,
          FaultCode.DUPLICATE_FIELD,
          FaultCode.FROM_FUTURE,
          FaultCode.END_BEFORE_START,
          FaultCode.EVENT_BEFORE_START,
          FaultCode.UNKNOWN_COMMUNE,
          FaultCode.UNIT_NOT_VALID,
          FaultCode.CONFLICTING_DUPLICATE);

  // Within the other codes it cannot say two things more: that a time lies from 2000 to 2100 in UTC
  // (OUT_OF_RANGE of a time), and that an integer is written without fraction (1.0 is an integer to
  // it, and WRONG_TYPE to the decoder).

  static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private static String schemaText(EventStream stream) {
    return schemaText(stream.wireName());
  }

  static String schemaText(String topic) {
    byte[] bytes = Json.resource("schema/" + topic + ".v1.schema.json");
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static boolean accepts(Schema schema, byte[] json) {
    return schema
        .validate(
            new String(json, StandardCharsets.UTF_8),
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void isAJsonSchema(EventStream stream) {
    Schema metaSchema =
        REGISTRY.getSchema(
            com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(accepts(metaSchema, schemaText(stream).getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void isWrittenFromTheFieldTable(EventStream stream) throws IOException {
    isWritten(stream.wireName(), SchemaText.of(stream), FieldTable.of(stream).fields());
  }

  /** The committed file is what the table says; its descriptions name each value with its code. */
  static void isWritten(String topic, String written, List<? extends Field<?>> fields)
      throws IOException {
    Path file =
        Path.of(System.getProperty("cds.root", "../.."))
            .resolve("jobs/contract/src/main/resources/vn/cds/contract/schema")
            .resolve(topic + ".v1.schema.json");
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(file, written);
    }
    assertThat(Files.readString(file))
        .as(
            "%s is out of date; write it anew with"
                + " mvn -pl jobs/contract test -Dtest=SchemaTest,DeclaredFigureTest -D%s=true",
            file.getFileName(), WRITE)
        .isEqualTo(written);
    for (Field<?> field : fields) {
      assertThat(field.description()).as(field.name()).endsWith(".");
      for (WireEnum value : field.values()) {
        assertThat(field.description())
            .as(field.name())
            .containsPattern(value.wireName() + " \\(0?" + value.code() + ", ");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesEveryEventThatTheEncoderWrites(EventStream stream) {
    RandomEvents events = new RandomEvents(Seeds.random("takesEveryEvent " + stream));
    Schema schema = REGISTRY.getSchema(schemaText(stream));
    for (int i = 0; i < 500; i++) {
      byte[] json = EventEncoder.encode(events.event(stream));
      assertThat(accepts(schema, json)).as(() -> new String(json, StandardCharsets.UTF_8)).isTrue();
    }
  }

  /** Changes single values of valid events at random: schema and decoder agree on every one. */
  @ParameterizedTest
  @EnumSource
  void agreesWithTheDecoderOnChangedValues(EventStream stream) {
    RandomGenerator random = Seeds.random("agreesWithTheDecoder " + stream);
    RandomEvents events = new RandomEvents(random);
    Schema schema = REGISTRY.getSchema(schemaText(stream));
    EventDecoder<? extends Event> decoder = EventDecoder.of(stream, Roster.bundled());
    Map<String, ? extends Field<?>> table =
        FieldTable.of(stream).fields().stream().collect(Collectors.toMap(Field::name, f -> f));
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      List<JsonField> fields = RandomEvents.json(events.event(stream));
      int at = random.nextInt(fields.size());
      JsonField changed =
          new JsonField(fields.get(at).name(), change(fields.get(at).raw(), random));
      fields.set(at, changed);
      Collections.shuffle(fields, new Random(random.nextLong()));
      byte[] json = Json.object(fields);
      Rejection rejection = decoder.decode(json, RandomEvents.APPEND_TIME).rejection();
      boolean timeRange =
          rejection != null
              && rejection.code() == FaultCode.OUT_OF_RANGE
              && table.get(changed.name()).type() == Field.Type.TIME_OR_DAY;
      if (rejection == null || timeRange || BEYOND_A_SCHEMA.contains(rejection.code())) {
        if (rejection == null || rejection.code() != FaultCode.NOT_JSON) {
          assertThat(accepts(schema, json)).as("%s: %s", changed, rejection).isTrue();
        }
      } else {
        assertThat(accepts(schema, json)).as("%s: %s", changed, rejection).isFalse();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  static String change(String raw, RandomGenerator random) {
    List<String> others =
        List.of(
            "null",
            "true",
            "0",
            "-1",
            "10001",
            "1.5",
            "1000000000000001",
            "\"\"",
            "\"a\"",
            "[]",
            "{}",
            "\"2026-02-30T00:00:00Z\"",
            "\"2026-02-30\"",
            "\"14758\\n\"");
    boolean text = raw.startsWith("\"");
    if (!text || random.nextInt(3) == 0) {
      return others.get(random.nextInt(others.size()));
    }
    StringBuilder changed = new StringBuilder(raw);
    int at = 1 + random.nextInt(raw.length() - 1);
    char c = "09AZaz.-/:+TZđĐ_ ".charAt(random.nextInt(17));
    if (random.nextBoolean() || at == raw.length() - 1) {
      changed.insert(at, c);
    } else if (random.nextBoolean()) {
      changed.setCharAt(at, c);
    } else {
      changed.deleteCharAt(at);
    }
    return changed.toString();
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheSamplesItCanKnow(EventStream stream) {
    Schema schema = REGISTRY.getSchema(schemaText(stream));
    for (Samples.Sample sample : Samples.of(stream)) {
      boolean timeRange =
          sample.fault() == FaultCode.OUT_OF_RANGE && stream == EventStream.DOCUMENTS;
      boolean schemaKnows =
          sample.fault() != null && !BEYOND_A_SCHEMA.contains(sample.fault()) && !timeRange;
      if (sample.fault() != FaultCode.EMPTY && sample.fault() != FaultCode.NOT_JSON) {
        assertThat(accepts(schema, sample.last())).as(sample.name()).isEqualTo(!schemaKnows);
      }
    }
  }
}
