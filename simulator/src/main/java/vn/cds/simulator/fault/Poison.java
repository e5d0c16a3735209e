package vn.cds.simulator.fault;

import static vn.cds.contract.event.EventStream.DOCUMENTS;
import static vn.cds.contract.event.EventStream.PAYMENTS;
import static vn.cds.contract.event.EventStream.SERVICE_REQUESTS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.simulator.random.SeededRandom;

/**
 * Makes invalid records of valid events, each in one way whose fault code is known beforehand. The
 * ways are used in turn, so a run with as many malformed records as there are ways has every code.
 */
public final class Poison {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EventStream[] ALL = EventStream.values();

  /** Makes an invalid record of an event. */
  private interface Spoiler {
    byte[] spoil(Event event, long sendAt) throws IOException;
  }

  private record Way(FaultCode code, Set<EventStream> streams, Spoiler spoiler) {}

  /** An event, what has become of it, and the code that must be found. */
  public record Spoiled(Event event, byte[] value, FaultCode code) {}

  private final SeededRandom random;
  private final Roster roster;
  private final List<Way> ways = new ArrayList<>();
  private int turn;

  public Poison(SeededRandom random, Roster roster) {
    this.random = random;
    this.roster = roster;
    bytes();
    types();
    values();
    times();
    units();
    // Another order in each run, but the same for the same seed.
    Collections.shuffle(ways, new Random(random.bits()));
  }

  /** Number of ways for the streams of a run. */
  int ways(Set<EventStream> streams) {
    return (int) ways.stream().filter(way -> !Collections.disjoint(way.streams, streams)).count();
  }

  /**
   * The next spoiled record.
   *
   * @param latest an event of each stream by ordinal; null where there is none yet; one at least is
   *     there
   */
  public Spoiled next(Event[] latest, long sendAt) {
    while (true) {
      Way way = ways.get(turn++ % ways.size());
      List<Event> candidates =
          Arrays.stream(latest)
              .filter(event -> event != null && way.streams.contains(event.stream()))
              .toList();
      if (!candidates.isEmpty()) {
        Event event = candidates.get(random.below(candidates.size()));
        try {
          return new Spoiled(event, way.spoiler.spoil(event, sendAt), way.code);
        } catch (IOException e) {
          throw new UncheckedIOException("An event of the simulator is no JSON", e);
        }
      }
    }
  }

  /** The same event by its id, but with other content: whoever comes second is a dead letter. */
  public static Event withOtherContent(Event event) {
    if (event instanceof ServiceRequestEvent request) {
      boolean reused = Boolean.TRUE.equals(request.componentReused());
      return request.toBuilder().componentReused(!reused).build();
    }
    if (event instanceof PaymentEvent payment) {
      return payment.toBuilder().amountVnd(payment.amountVnd() + 1_000).build();
    }
    DocumentEvent document = (DocumentEvent) event;
    boolean secret = Boolean.TRUE.equals(document.secret());
    return document.toBuilder().secret(!secret).build();
  }

  // ---- ways that look at bytes only ----

  private void bytes() {
    raw(FaultCode.EMPTY, text -> null);
    raw(FaultCode.EMPTY, text -> "");
    raw(FaultCode.TOO_LARGE, text -> with(text, "\"padding\":\"" + "x".repeat(70_000) + "\""));
    raw(FaultCode.TOO_LARGE, text -> with(text, "\"nested\":" + "[".repeat(70_000)));
    raw(FaultCode.NOT_JSON, text -> text.substring(0, text.length() / 2));
    raw(FaultCode.NOT_JSON, text -> text + text);
    raw(FaultCode.NOT_JSON, text -> "xin chào " + Canary.NAME);
    raw(FaultCode.NOT_JSON, text -> text.replace('"', '\''));
    raw(FaultCode.NOT_JSON, text -> with(text, "\"ratio\":NaN"));
    raw(FaultCode.NOT_JSON, text -> with(text, "\"note\":\"a\tb\""));
    raw(FaultCode.NOT_JSON, text -> text.substring(0, text.length() - 1) + ",}");
    raw(FaultCode.NOT_JSON, text -> with(text, "\"deep\":" + "[".repeat(40) + "]".repeat(40)));
    raw(
        FaultCode.NOT_JSON,
        text -> with(text, "\"deep\":" + "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)));
    raw(FaultCode.NOT_JSON, text -> with(text, "\"huge\":" + "9".repeat(41)));
    raw(FaultCode.NOT_JSON, text -> with(text, "\"huge\":1e" + "9".repeat(60)));
    raw(FaultCode.NOT_JSON, text -> with(text, "\"long\":\"" + "y".repeat(5_000) + "\""));
    add(FaultCode.NOT_JSON, ALL, (event, sendAt) -> badUtf8(event, 0xC3, 0x28));
    add(FaultCode.NOT_JSON, ALL, (event, sendAt) -> badUtf8(event, 0xC0, 0xAF));
    add(FaultCode.NOT_JSON, ALL, (event, sendAt) -> badUtf8(event, 0xFF, 0xFE));
    raw(FaultCode.NOT_AN_OBJECT, text -> "[" + text + "]");
    raw(FaultCode.NOT_AN_OBJECT, text -> "\"" + Canary.NAME + "\"");
    raw(FaultCode.NOT_AN_OBJECT, text -> "null");
    raw(FaultCode.NOT_AN_OBJECT, text -> "true");
    raw(FaultCode.NOT_AN_OBJECT, text -> "-12");
    raw(FaultCode.DUPLICATE_FIELD, text -> with(text, "\"status\":\"done\""));
    raw(FaultCode.DUPLICATE_FIELD, text -> with(text, "\"commune_code\":\"14758\""));
  }

  private static byte[] badUtf8(Event event, int first, int second) {
    byte[] bytes = Canary.addTo(EventEncoder.encode(event));
    // Inside the last text, which a reader that drops unknown fields might not look at.
    bytes[bytes.length - 6] = (byte) first;
    bytes[bytes.length - 5] = (byte) second;
    return bytes;
  }

  /** The object with a further member at its end. */
  private static String with(String object, String member) {
    return object.substring(0, object.length() - 1) + "," + member + "}";
  }

  // ---- ways that look at one field ----

  private void types() {
    field(FaultCode.WRONG_TYPE, ALL, json -> json.put("commune_code", 14758));
    field(FaultCode.WRONG_TYPE, ALL, json -> json.put("occurred_at", 1_760_000_000_000L));
    field(FaultCode.WRONG_TYPE, ALL, json -> json.putObject("status").put("code", 6));
    field(FaultCode.WRONG_TYPE, ALL, json -> json.put("schema_version", "1"));
    field(FaultCode.WRONG_TYPE, ALL, json -> json.putArray("event_id").add("a"));
    field(FaultCode.WRONG_TYPE, PAYMENTS, json -> json.put("amount_vnd", "15000"));
    field(FaultCode.WRONG_TYPE, PAYMENTS, json -> json.put("amount_vnd", 1500.5));
    raw(
        FaultCode.WRONG_TYPE,
        PAYMENTS,
        text -> text.replaceFirst("\"amount_vnd\":[0-9]+", "\"amount_vnd\":1e3"));
    field(FaultCode.WRONG_TYPE, DOCUMENTS, json -> json.put("secret", "false"));
    field(FaultCode.WRONG_TYPE, SERVICE_REQUESTS, json -> json.put("satisfied", 1));
    field(FaultCode.WRONG_TYPE, ALL, json -> json.put("retracted", "true"));
    for (String name :
        List.of("schema_version", "event_id", "occurred_at", "commune_code", "status")) {
      field(FaultCode.MISSING_FIELD, ALL, json -> json.remove(name));
    }
    field(FaultCode.MISSING_FIELD, ALL, json -> json.putNull("status"));
    field(FaultCode.MISSING_FIELD, SERVICE_REQUESTS, json -> json.remove("dossier_code"));
    field(FaultCode.MISSING_FIELD, SERVICE_REQUESTS, json -> json.remove("procedure_code"));
    field(FaultCode.MISSING_FIELD, SERVICE_REQUESTS, json -> json.putNull("submitted_at"));
    field(FaultCode.MISSING_FIELD, PAYMENTS, json -> json.remove("payment_id"));
    field(FaultCode.MISSING_FIELD, PAYMENTS, json -> json.remove("amount_vnd"));
    field(FaultCode.MISSING_FIELD, DOCUMENTS, json -> json.remove("issuer_code"));
    field(FaultCode.MISSING_FIELD, DOCUMENTS, json -> json.remove("direction"));
    add(
        FaultCode.MISSING_FIELD,
        ALL,
        (event, sendAt) -> Canary.addTo("{\"schema_version\":1}".getBytes(StandardCharsets.UTF_8)));
    field(FaultCode.UNSUPPORTED_SCHEMA_VERSION, ALL, json -> json.put("schema_version", 2));
    field(FaultCode.UNSUPPORTED_SCHEMA_VERSION, ALL, json -> json.put("schema_version", 0));
  }

  private void values() {
    field(FaultCode.UNKNOWN_ENUM_VALUE, ALL, json -> json.put("status", "finished"));
    field(FaultCode.UNKNOWN_ENUM_VALUE, ALL, json -> json.put("status", "DONE"));
    field(FaultCode.UNKNOWN_ENUM_VALUE, ALL, json -> json.put("status", Canary.NAME));
    field(FaultCode.UNKNOWN_ENUM_VALUE, SERVICE_REQUESTS, json -> json.put("channel", "fax"));
    field(FaultCode.UNKNOWN_ENUM_VALUE, PAYMENTS, json -> json.put("method", "barter"));
    field(FaultCode.UNKNOWN_ENUM_VALUE, PAYMENTS, json -> json.put("category", ""));
    field(FaultCode.UNKNOWN_ENUM_VALUE, DOCUMENTS, json -> json.put("direction", "sideways"));
    field(FaultCode.INVALID_FORMAT, ALL, json -> json.put("event_id", "not-a-uuid"));
    field(FaultCode.INVALID_FORMAT, ALL, json -> json.put("occurred_at", "hôm qua"));
    field(FaultCode.INVALID_FORMAT, ALL, json -> json.put("occurred_at", "2026-10-08T09:30:00"));
    field(
        FaultCode.INVALID_FORMAT,
        ALL,
        json -> json.put("occurred_at", "2026-13-08T09:30:00+07:00"));
    field(
        FaultCode.INVALID_FORMAT,
        ALL,
        json -> json.put("occurred_at", "2026-02-30T09:30:00+07:00"));
    field(FaultCode.INVALID_FORMAT, ALL, json -> json.put("occurred_at", "2026-02-30"));
    field(FaultCode.INVALID_FORMAT, ALL, json -> json.put("commune_code", "1475"));
    field(
        FaultCode.INVALID_FORMAT,
        SERVICE_REQUESTS,
        json -> json.put("dossier_code", Canary.NAME + " " + Canary.PHONE));
    field(FaultCode.INVALID_FORMAT, SERVICE_REQUESTS, json -> json.put("procedure_code", "TTHC-1"));
    field(
        FaultCode.INVALID_FORMAT,
        PAYMENTS,
        json -> json.put("payment_id", "thanh toán " + Canary.NAME));
    field(FaultCode.INVALID_FORMAT, PAYMENTS, json -> json.put("payer_id", Canary.IDENTITY));
    field(FaultCode.INVALID_FORMAT, DOCUMENTS, json -> json.put("document_date", "08/10/2026"));
    field(FaultCode.INVALID_FORMAT, DOCUMENTS, json -> json.put("issuer_code", "ủy ban"));
    field(FaultCode.NEGATIVE_MONEY, PAYMENTS, json -> json.put("amount_vnd", -1));
    field(FaultCode.NEGATIVE_MONEY, SERVICE_REQUESTS, json -> json.put("fee_due_vnd", -20_000));
    field(FaultCode.OUT_OF_RANGE, PAYMENTS, json -> json.put("amount_vnd", 1_000_000_000_000_001L));
    field(
        FaultCode.OUT_OF_RANGE,
        PAYMENTS,
        json -> json.put("amount_vnd", new BigInteger("9".repeat(39))));
    field(FaultCode.OUT_OF_RANGE, SERVICE_REQUESTS, json -> json.put("handling_limit_hours", 0));
    field(
        FaultCode.OUT_OF_RANGE, SERVICE_REQUESTS, json -> json.put("handling_limit_hours", 10_001));
    field(FaultCode.OUT_OF_RANGE, ALL, json -> json.put("occurred_at", "1999-12-31T23:59:59Z"));
    field(FaultCode.OUT_OF_RANGE, ALL, json -> json.put("occurred_at", "2100-01-01T00:00:00Z"));
    field(FaultCode.OUT_OF_RANGE, ALL, json -> json.put("occurred_at", "2100-01-01"));
  }

  // ---- ways that look at several fields ----

  private void times() {
    time(
        FaultCode.FROM_FUTURE,
        ALL,
        (json, event, sendAt) -> json.put("occurred_at", text(sendAt + 30 * 86_400_000L)));
    time(
        FaultCode.FROM_FUTURE,
        SERVICE_REQUESTS,
        (json, event, sendAt) -> json.put("done_at", text(sendAt + 30 * 86_400_000L)));
    time(
        FaultCode.FROM_FUTURE,
        ALL,
        (json, event, sendAt) ->
            json.put("retracted", true).put("occurred_at", day(sendAt + 2 * 86_400_000L)));
    time(
        FaultCode.END_BEFORE_START,
        SERVICE_REQUESTS,
        (json, event, sendAt) ->
            json.put("done_at", day(event.startedAt().first().toEpochMilli() - 86_400_000L)));
    time(
        FaultCode.END_BEFORE_START,
        SERVICE_REQUESTS,
        (json, event, sendAt) ->
            json.put("status", "done")
                .put("done_at", text(event.startedAt().first().toEpochMilli() - 86_400_000L)));
    time(
        FaultCode.END_BEFORE_START,
        SERVICE_REQUESTS,
        (json, event, sendAt) -> {
          json.remove(List.of("done_at", "accepted_at"));
          json.put("status", "withdrawn")
              .put("submitted_at", text(event.occurredAt().last().toEpochMilli() + 60_000L));
        });
    time(
        FaultCode.END_BEFORE_START,
        PAYMENTS,
        (json, event, sendAt) ->
            json.put("status", "succeeded")
                .put("started_at", text(event.occurredAt().last().toEpochMilli() + 1)));
    time(
        FaultCode.END_BEFORE_START,
        DOCUMENTS,
        (json, event, sendAt) ->
            json.put("status", "done")
                .put("sent_at", text(event.occurredAt().last().toEpochMilli() + 3_600_000L)));
    time(
        FaultCode.EVENT_BEFORE_START,
        SERVICE_REQUESTS,
        (json, event, sendAt) -> {
          json.remove("done_at");
          json.put("status", "accepted")
              .put("accepted_at", text(event.startedAt().first().toEpochMilli() - 1));
        });
    time(
        FaultCode.EVENT_BEFORE_START,
        PAYMENTS,
        (json, event, sendAt) ->
            json.put("status", "started")
                .put("started_at", text(event.occurredAt().last().toEpochMilli() + 60_000L)));
    time(
        FaultCode.EVENT_BEFORE_START,
        DOCUMENTS,
        (json, event, sendAt) ->
            json.put("status", "received")
                .put("sent_at", text(event.occurredAt().last().toEpochMilli() + 60_000L)));
  }

  private void units() {
    field(FaultCode.UNKNOWN_COMMUNE, ALL, json -> json.put("commune_code", "99999"));
    field(FaultCode.UNKNOWN_COMMUNE, ALL, json -> json.put("commune_code", "00000"));
    LocalDate early = LocalDate.of(2000, 1, 3);
    for (Unit unit : roster.allUnits()) {
      LocalDate before = unit.validFrom().minusDays(1);
      if (before.isAfter(early) && roster.unit(unit.code(), before) == null) {
        // Its own code, on the last day before it came into being.
        time(
            FaultCode.UNIT_NOT_VALID,
            ALL,
            (json, event, sendAt) -> {
              long noon = VietnamTime.startOfDay(before).toEpochMilli() + 12 * 3_600_000L;
              json.remove(List.of("done_at", "accepted_at"));
              json.put("commune_code", unit.code()).put("occurred_at", text(noon));
              String start =
                  switch (event.stream()) {
                    case DOCUMENTS -> "sent_at";
                    case PAYMENTS -> "started_at";
                    case SERVICE_REQUESTS -> "submitted_at";
                  };
              json.put(start, text(noon));
            });
        return;
      }
    }
  }

  // ---- how a way is written ----

  private interface TimeEdit {
    void edit(ObjectNode json, Event event, long sendAt);
  }

  private void add(FaultCode code, EventStream[] streams, Spoiler spoiler) {
    ways.add(new Way(code, EnumSet.copyOf(List.of(streams)), spoiler));
  }

  private void raw(FaultCode code, UnaryOperator<String> edit) {
    add(code, ALL, (event, sendAt) -> toBytes(edit.apply(withCanary(event))));
  }

  private void raw(FaultCode code, EventStream stream, UnaryOperator<String> edit) {
    add(
        code,
        new EventStream[] {stream},
        (event, sendAt) -> toBytes(edit.apply(withCanary(event))));
  }

  private void field(FaultCode code, EventStream stream, Consumer<ObjectNode> edit) {
    field(code, new EventStream[] {stream}, edit);
  }

  private void field(FaultCode code, EventStream[] streams, Consumer<ObjectNode> edit) {
    add(code, streams, (event, sendAt) -> edited(event, edit));
  }

  private void time(FaultCode code, EventStream stream, TimeEdit edit) {
    time(code, new EventStream[] {stream}, edit);
  }

  private void time(FaultCode code, EventStream[] streams, TimeEdit edit) {
    add(code, streams, (event, sendAt) -> edited(event, json -> edit.edit(json, event, sendAt)));
  }

  /** An event id of its own, so that nothing else can be wrong with it. */
  private byte[] edited(Event event, Consumer<ObjectNode> edit) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(Canary.addTo(EventEncoder.encode(event)));
    json.put("event_id", random.uuid().toString());
    edit.accept(json);
    return bytes(json);
  }

  private static byte[] bytes(ObjectNode json) throws JsonProcessingException {
    return JSON.writeValueAsBytes(json);
  }

  private static String withCanary(Event event) {
    return new String(Canary.addTo(EventEncoder.encode(event)), StandardCharsets.UTF_8);
  }

  private static byte[] toBytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static String day(long millis) {
    return LocalDate.ofEpochDay(VietnamTime.localEpochDay(millis)).toString();
  }

  private static String text(long millis) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        Instant.ofEpochMilli(millis).atOffset(VietnamTime.OFFSET));
  }
}
