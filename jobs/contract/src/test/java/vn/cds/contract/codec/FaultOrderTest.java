package vn.cds.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.cds.contract.Json;
import vn.cds.contract.RandomEvents;
import vn.cds.contract.RandomEvents.JsonField;
import vn.cds.contract.Seeds;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;

/**
 * Records with several faults at once, in any order of fields: the first fault in the order of
 * docs/contract.md wins, and the dead letter holds the fields that passed their own check.
 */
class FaultOrderTest {

  private static final String BEFORE_ALL = "\"2025-07-01T00:00:00+07:00\"";
  private static final String START = "\"2026-10-08T08:00:00+07:00\"";
  private static final String BEFORE_START = "\"2026-10-08T07:00:00+07:00\"";
  private static final Instant APPEND_TIME = RandomEvents.APPEND_TIME;

  /** A fault and the field that its sentence begins with; null where the record is at fault. */
  private record Expected(FaultCode code, String field) {}

  @ParameterizedTest
  @EnumSource
  void theFirstFaultWins(EventStream stream) {
    RandomGenerator random = Seeds.random("theFirstFaultWins " + stream);
    RandomEvents events = new RandomEvents(random);
    EventDecoder<? extends Event> decoder = EventDecoder.of(stream, Roster.bundled());
    Set<FaultCode> seen = new HashSet<>();
    for (int i = 0; i < 6_000; i++) {
      Event event = events.event(stream);
      Map<String, String> values = new HashMap<>();
      RandomEvents.json(event).forEach(field -> values.put(field.name(), field.raw()));
      List<Expected> faults = new ArrayList<>();
      breakTheEvent(stream, event, values, faults, random);
      Set<String> passed = new HashSet<>(values.keySet());
      List<JsonField> fields = new ArrayList<>();
      values.forEach((name, raw) -> fields.add(new JsonField(name, raw)));
      int broken = random.nextInt(4);
      for (int k = 0; k < broken; k++) {
        Field<?> field = any(FieldTable.of(stream).fields(), random);
        breakTheField(field, fields, passed, faults, random);
      }
      Collections.shuffle(fields, new Random(random.nextLong()));

      Rejection rejection = decoder.decode(Json.object(fields), APPEND_TIME).rejection();

      Expected first = first(stream, faults);
      if (first == null) {
        assertThat(rejection).isNull();
      } else {
        assertThat(rejection.code()).as("%s of %s", fields, faults).isEqualTo(first.code());
        assertThat(rejection.detail()).startsWith(first.field() + " ");
        assertThat(rejection.field()).isEqualTo(first.field());
        assertThat(namesOf(rejection.payload()))
            .containsExactlyElementsOf(
                FieldTable.of(stream).fields().stream()
                    .map(Field::name)
                    .filter(passed::contains)
                    .toList());
        seen.add(first.code());
      }
    }
    Set<FaultCode> all = new HashSet<>(List.of(FaultCode.values()));
    all.removeAll(
        List.of(
            FaultCode.EMPTY,
            FaultCode.TOO_LARGE,
            FaultCode.NOT_JSON,
            FaultCode.NOT_AN_OBJECT,
            FaultCode.CONFLICTING_DUPLICATE));
    if (stream == EventStream.DOCUMENTS) {
      all.remove(FaultCode.NEGATIVE_MONEY);
    }
    assertThat(seen).isEqualTo(all);
  }

  private static List<String> namesOf(String payload) {
    List<String> names = new ArrayList<>();
    Json.read(payload).fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Expected first(EventStream stream, List<Expected> faults) {
    List<String> order = FieldTable.of(stream).fields().stream().map(Field::name).toList();
    return faults.stream()
        .min(
            (a, b) ->
                a.code() != b.code()
                    ? a.code().compareTo(b.code())
                    : Integer.compare(order.indexOf(a.field()), order.indexOf(b.field())))
        .orElse(null);
  }

  /** Faults that look at more than one field, or at the world. */
  private static void breakTheEvent(
      EventStream stream,
      Event event,
      Map<String, String> values,
      List<Expected> faults,
      RandomGenerator random) {
    String start =
        switch (stream) {
          case DOCUMENTS -> "sent_at";
          case PAYMENTS -> "started_at";
          case SERVICE_REQUESTS -> "submitted_at";
        };
    boolean request = stream == EventStream.SERVICE_REQUESTS;
    if (random.nextInt(3) == 0) {
      values.put(start, START);
      values.remove("done_at");
      values.remove("accepted_at");
      values.put("occurred_at", START);
      if (random.nextBoolean()) {
        values.put("occurred_at", BEFORE_START);
        faults.add(
            new Expected(
                event.status().ends() ? FaultCode.END_BEFORE_START : FaultCode.EVENT_BEFORE_START,
                "occurred_at"));
      }
      if (request && random.nextBoolean()) {
        values.put("done_at", BEFORE_START);
        faults.add(new Expected(FaultCode.END_BEFORE_START, "done_at"));
        // Within one code the common fields come first, so occurred_at wins over done_at.
      }
      if (request && random.nextBoolean()) {
        values.put("accepted_at", BEFORE_START);
        faults.add(new Expected(FaultCode.EVENT_BEFORE_START, "accepted_at"));
      }
    } else if (random.nextInt(3) == 0) {
      values.put(start, BEFORE_ALL);
      String future = "\"2026-10-09T07:05:00.001+07:00\"";
      if (random.nextBoolean()) {
        values.put("occurred_at", future);
        faults.add(new Expected(FaultCode.FROM_FUTURE, "occurred_at"));
      }
      if (request && random.nextBoolean()) {
        values.put("done_at", future);
        faults.add(new Expected(FaultCode.FROM_FUTURE, "done_at"));
      }
      values.remove("accepted_at");
    }
    switch (random.nextInt(6)) {
      case 0 -> {
        values.put("commune_code", "\"99999\"");
        faults.add(new Expected(FaultCode.UNKNOWN_COMMUNE, "commune_code"));
      }
      case 1 -> {
        // 2003 lies before every unit of the roster.
        values.put("occurred_at", "\"2003-05-05T00:00:00Z\"");
        values.put(start, "\"2003-05-04T00:00:00Z\"");
        values.remove("done_at");
        values.remove("accepted_at");
        values.put("commune_code", "\"14758\"");
        faults.clear();
        faults.add(new Expected(FaultCode.UNIT_NOT_VALID, "commune_code"));
      }
      default -> {}
    }
  }

  /** Breaks one field that is whole, or does nothing where the fault does not fit. */
  private static void breakTheField(
      Field<?> field,
      List<JsonField> fields,
      Set<String> passed,
      List<Expected> faults,
      RandomGenerator random) {
    String name = field.name();
    boolean whole = passed.contains(name);
    boolean touched = faults.stream().anyMatch(fault -> isOwnFaultOf(fault, name));
    if (touched) {
      return;
    }
    FaultCode code = any(List.of(FaultCode.values()), random);
    String raw = raw(field, code, random);
    if (code == FaultCode.DUPLICATE_FIELD && whole) {
      fields.add(new JsonField(name, random.nextBoolean() ? "null" : "[{\"a\":1}]"));
    } else if (code == FaultCode.MISSING_FIELD && field.required() && whole) {
      fields.removeIf(other -> other.name().equals(name));
      if (random.nextBoolean()) {
        fields.add(new JsonField(name, "null"));
      }
    } else if (raw != null) {
      fields.removeIf(other -> other.name().equals(name));
      fields.add(new JsonField(name, raw));
    } else {
      return;
    }
    passed.remove(name);
    faults.add(new Expected(code, name));
  }

  private static boolean isOwnFaultOf(Expected fault, String name) {
    return fault.field().equals(name) && fault.code().compareTo(FaultCode.OUT_OF_RANGE) <= 0;
  }

  /** A value of the field with this fault, or null where it cannot have it. */
  private static String raw(Field<?> field, FaultCode code, RandomGenerator random) {
    return switch (code) {
      case WRONG_TYPE -> wrongType(field, random);
      case UNSUPPORTED_SCHEMA_VERSION ->
          field.type() == Field.Type.VERSION ? any(List.of("0", "2", "-1", "11"), random) : null;
      case UNKNOWN_ENUM_VALUE ->
          field.type() == Field.Type.ENUM ? any(List.of("\"\"", "\"DONE\""), random) : null;
      case INVALID_FORMAT ->
          switch (field.type()) {
            case UUID, TIME, TIME_OR_DAY, DATE, TEXT ->
                any(List.of("\"\"", "\"a b\"", "\"-\""), random);
            default -> null;
          };
      case NEGATIVE_MONEY -> field.type() == Field.Type.MONEY ? "-1" : null;
      case OUT_OF_RANGE ->
          switch (field.type()) {
            case TIME, TIME_OR_DAY -> "\"2100-01-01T00:00:00Z\"";
            case INTEGER -> any(List.of("0", "-1", "10001", "1" + "0".repeat(30)), random);
            case MONEY -> any(List.of("1000000000000001", "1" + "0".repeat(30)), random);
            default -> null;
          };
      default -> null;
    };
  }

  private static String wrongType(Field<?> field, RandomGenerator random) {
    List<String> others = new ArrayList<>(List.of("{\"a\":{}}", "[null]", "1.5", "2e0"));
    switch (field.type()) {
      case VERSION, INTEGER, MONEY -> others.addAll(List.of("\"1\"", "true"));
      case BOOLEAN -> others.addAll(List.of("\"true\"", "1"));
      default -> others.addAll(List.of("1", "false"));
    }
    return any(others, random);
  }

  private static <T> T any(List<T> values, RandomGenerator random) {
    return values.get(random.nextInt(values.size()));
  }
}
