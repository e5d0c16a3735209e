package vn.cds.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vn.cds.contract.Json;
import vn.cds.contract.RandomEvents;
import vn.cds.contract.RandomEvents.JsonField;
import vn.cds.contract.Seeds;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.TimeOrDay;

class EventCodecTest {

  private static final Instant APPEND_TIME = RandomEvents.APPEND_TIME;
  private final Roster roster = Roster.bundled();

  private Decoded<? extends Event> decode(EventStream stream, byte[] value) {
    return EventDecoder.of(stream, roster).decode(value, APPEND_TIME);
  }

  private Decoded<PaymentEvent> decodePayment(String json) {
    return EventDecoder.payments(roster).decode(json.getBytes(StandardCharsets.UTF_8), APPEND_TIME);
  }

  private static PaymentEvent.Builder payment() {
    return PaymentEvent.builder()
        .eventId(UUID.fromString("0198c5a4-7d6f-7a31-9c0e-3f5b8d2a1e03"))
        .occurredAt(Instant.parse("2026-10-08T02:30:00.250Z"))
        .communeCode("14758")
        .status(PaymentStatus.SUCCEEDED)
        .paymentId("PAY-1")
        .startedAt(Instant.parse("2026-10-08T02:29:00Z"))
        .category(PaymentCategory.HOSPITAL_FEE)
        .method(PaymentMethod.QR)
        .amountVnd(30_000);
  }

  private static String json(Event event) {
    return new String(EventEncoder.encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void writesCompactJsonWithLocalTimesAndWithoutNulls() {
    assertThat(json(payment().build()))
        .isEqualTo(
            "{\"schema_version\":1,\"event_id\":\"0198c5a4-7d6f-7a31-9c0e-3f5b8d2a1e03\","
                + "\"occurred_at\":\"2026-10-08T09:30:00.250+07:00\",\"commune_code\":\"14758\","
                + "\"status\":\"succeeded\",\"payment_id\":\"PAY-1\","
                + "\"started_at\":\"2026-10-08T09:29:00+07:00\",\"category\":\"hospital_fee\","
                + "\"method\":\"qr\",\"amount_vnd\":30000}");
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatItWrites(EventStream stream) {
    RandomGenerator random = Seeds.random("readsWhatItWrites " + stream);
    RandomEvents events = new RandomEvents(random);
    EventDecoder<? extends Event> decoder = EventDecoder.of(stream, roster);
    for (int i = 0; i < 3_000; i++) {
      Event event = events.event(stream);
      List<JsonField> fields = RandomEvents.json(event);
      Collections.shuffle(fields, new Random(random.nextLong()));
      fields.add(random.nextInt(fields.size()), new JsonField("unlisted", "{\"a\":[1.5e3,null]}"));
      Decoded<? extends Event> decoded = decoder.decode(Json.object(fields), APPEND_TIME);
      assertThat(decoded).isEqualTo(new Decoded<>(event, null));
      assertThat(decoded.event().contentHash()).isEqualTo(event.contentHash());
    }
  }

  @ParameterizedTest
  @EnumSource
  void copiesThroughABuilder(EventStream stream) {
    RandomEvents events = new RandomEvents(Seeds.random("copiesThroughABuilder " + stream));
    for (int i = 0; i < 100; i++) {
      Event event = events.event(stream);
      Event copy;
      if (event instanceof DocumentEvent document) {
        copy = document.toBuilder().build();
      } else if (event instanceof PaymentEvent one) {
        copy = one.toBuilder().build();
      } else {
        copy = ((ServiceRequestEvent) event).toBuilder().build();
      }
      assertThat(copy).isEqualTo(event);
    }
  }

  @Test
  void aBuilderNamesTheMissingValue() {
    assertThatThrownBy(() -> payment().method(null).build()).hasMessage("method");
    assertThatThrownBy(() -> PaymentEvent.builder().build()).hasMessage("amountVnd");
  }

  @Test
  void namesTheEntityOfAnEvent() {
    assertThat(payment().build().entityKey()).isEqualTo("PAY-1");
    DocumentEvent document =
        (DocumentEvent)
            decode(EventStream.DOCUMENTS, Json.resource("samples/valid/documents-full.json"))
                .event();
    assertThat(document.entityKey()).isEqualTo("H56.12.5|123/QĐ-UBND|2026-10-07|incoming");
    assertThat(document.startedAt()).isEqualTo(document.sentAt());
  }

  @Test
  void doesNotHoldACopyOfEachCommuneCode() {
    String json = json(payment().build());
    assertThat(decodePayment(json).event().communeCode())
        .isSameAs(decodePayment(json).event().communeCode());
  }

  @ParameterizedTest
  @EnumSource
  void damagedRecordsNeverThrow(EventStream stream) {
    RandomGenerator random = Seeds.random("damagedRecordsNeverThrow " + stream);
    RandomEvents events = new RandomEvents(random);
    EventDecoder<? extends Event> decoder = EventDecoder.of(stream, roster);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = damage(EventEncoder.encode(events.event(stream)), random);
      Decoded<? extends Event> decoded = decoder.decode(bytes, APPEND_TIME);
      if (decoded.rejection() != null) {
        Rejection rejection = decoded.rejection();
        assertThat(Json.read(rejection.payload()).isObject()).isTrue();
        assertThat(rejection.size()).isEqualTo(bytes.length);
        assertThat(rejection.detail()).endsWith(".");
      }
      if (bytes.length > 0) {
        boolean notJson =
            decoded.rejection() != null && decoded.rejection().code() == FaultCode.NOT_JSON;
        assertThat(notJson)
            .as(() -> new String(bytes, StandardCharsets.ISO_8859_1))
            .isEqualTo(!Json.isJson(bytes));
      }
    }
  }

  private static byte[] damage(byte[] original, RandomGenerator random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : original) {
      bytes.add(b);
    }
    int times = 1 + random.nextInt(8);
    for (int i = 0; i < times && !bytes.isEmpty(); i++) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(5)) {
        case 0 -> bytes.set(at, (byte) random.nextInt(256));
        case 1 -> bytes.set(at, (byte) "{}[]\",:\\0-9.eE \n".charAt(random.nextInt(16)));
        case 2 -> bytes.add(at, (byte) random.nextInt(256));
        case 3 -> bytes.remove(at);
        default ->
            bytes.addAll(at, new ArrayList<>(bytes.subList(at, Math.min(bytes.size(), at + 20))));
      }
    }
    byte[] damaged = new byte[bytes.size()];
    for (int i = 0; i < damaged.length; i++) {
      damaged[i] = bytes.get(i);
    }
    return damaged;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 65536 | VALID
          0 | 65537 | TOO_LARGE
          """)
  void countsBytes(int unused, int size, String expected) {
    String padded = json(payment().build());
    byte[] bytes = (padded + " ".repeat(size - padded.length())).getBytes(StandardCharsets.UTF_8);
    assertThat(verdict(decode(EventStream.PAYMENTS, bytes))).isEqualTo(expected);
  }

  private static String verdict(Decoded<?> decoded) {
    return decoded.event() != null ? "VALID" : decoded.rejection().code().name();
  }

  private String withUnlisted(String value) {
    return verdict(
        decodePayment("{\"unlisted\":" + value + "," + json(payment().build()).substring(1)));
  }

  @Test
  void keepsTheLimitsOfJson() {
    assertThat(withUnlisted("[".repeat(15) + "]".repeat(15))).isEqualTo("VALID");
    assertThat(withUnlisted("[".repeat(16) + "]".repeat(16))).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("{\"a\":".repeat(16) + "1" + "}".repeat(16))).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("[".repeat(20_000))).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("1".repeat(40))).isEqualTo("VALID");
    assertThat(withUnlisted("1".repeat(41))).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("-" + "1".repeat(40))).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("[1." + "0".repeat(38) + "]")).isEqualTo("VALID");
    assertThat(withUnlisted("[1." + "0".repeat(39) + "]")).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("1e" + "9".repeat(30_000))).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("\"" + "a".repeat(4_096) + "\"")).isEqualTo("VALID");
    assertThat(withUnlisted("\"" + "a".repeat(4_097) + "\"")).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("\"" + "ế".repeat(4_096) + "\"")).isEqualTo("VALID");
    assertThat(withUnlisted("{\"" + "a".repeat(4_097) + "\":1}")).isEqualTo("NOT_JSON");
    assertThat(withUnlisted("1,\"" + "a".repeat(4_096) + "\":1")).isEqualTo("VALID");
    assertThat(withUnlisted("1,\"" + "a".repeat(4_097) + "\":1")).isEqualTo("NOT_JSON");
    String tooLong = json(payment().paymentId("a".repeat(4_097)).build());
    assertThat(verdict(decodePayment(tooLong))).isEqualTo("NOT_JSON");
    String number = json(payment().build()).replace(":30000", ":" + "3".repeat(41));
    assertThat(verdict(decodePayment(number))).isEqualTo("NOT_JSON");
  }

  @Test
  void refusesWhatIsNotOneJsonValueInUtf8() {
    String good = json(payment().build());
    for (String bad :
        List.of(
            " ",
            "null null",
            good + good,
            good + "x",
            good + "]",
            "[" + good,
            "\uFEFF" + good,
            good.replace("\"qr\"", "'qr'"),
            good.replace(":30000", ":030000"),
            good.replace(":30000", ":+30000"),
            good.replace(":30000", ":NaN"),
            good.replace("}", ",}"),
            good + "// comment",
            good.replace("PAY-1", "PAY\t1"),
            good.replace("PAY-1", "PAY\u00001"))) {
      assertThat(verdict(decodePayment(bad))).as(bad).isEqualTo("NOT_JSON");
    }
    byte[] utf16 = good.getBytes(StandardCharsets.UTF_16BE);
    assertThat(verdict(decode(EventStream.PAYMENTS, utf16))).isEqualTo("NOT_JSON");
    byte[] overlong = good.getBytes(StandardCharsets.ISO_8859_1);
    overlong[good.indexOf("PAY-1")] = (byte) 0xC1;
    overlong[good.indexOf("PAY-1") + 1] = (byte) 0x81;
    assertThat(verdict(decode(EventStream.PAYMENTS, overlong))).isEqualTo("NOT_JSON");
  }

  @Test
  void refusesEverythingThatIsNotAnObject() {
    for (String json : List.of("null", "true", "1", "\"text\"", "[]", "[{}]", " 1.5e3 ")) {
      assertThat(verdict(decodePayment(json))).as(json).isEqualTo("NOT_AN_OBJECT");
    }
    assertThat(verdict(decodePayment("{}"))).isEqualTo("MISSING_FIELD");
    assertThat(verdict(decode(EventStream.PAYMENTS, null))).isEqualTo("EMPTY");
    assertThat(verdict(decode(EventStream.PAYMENTS, new byte[0]))).isEqualTo("EMPTY");
  }

  @ParameterizedTest
  @CsvSource({
    "0, VALID",
    "-0, VALID",
    "1000000000000000, VALID",
    "1000000000000001, OUT_OF_RANGE",
    "9223372036854775807, OUT_OF_RANGE",
    "9223372036854775808, OUT_OF_RANGE",
    "99999999999999999999999999999999, OUT_OF_RANGE",
    "-1, NEGATIVE_MONEY",
    "-9223372036854775809, NEGATIVE_MONEY",
    "-99999999999999999999999999999999, NEGATIVE_MONEY",
    "1.0, WRONG_TYPE",
    "1e3, WRONG_TYPE",
    "-1.5, WRONG_TYPE",
    "true, WRONG_TYPE",
    "[1], WRONG_TYPE",
    "{}, WRONG_TYPE",
    "null, MISSING_FIELD"
  })
  void readsMoney(String raw, String expected) {
    String json = json(payment().build()).replace(":30000", ":" + raw);
    assertThat(verdict(decodePayment(json))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2000-01-01T00:00:00Z, VALID",
    "1999-12-31T23:59:59.999Z, OUT_OF_RANGE",
    "2100-01-01T06:59:59.999+07:00, VALID",
    "2100-01-01T00:00:00Z, OUT_OF_RANGE",
    "0000-01-01T00:00:00Z, OUT_OF_RANGE",
    "2026-02-29T00:00:00Z, INVALID_FORMAT",
    "2026-10-08T24:00:00Z, INVALID_FORMAT",
    "2026-10-08T23:59:60Z, INVALID_FORMAT",
    "2026-10-08T09:30:00, INVALID_FORMAT",
    "2026-10-08 09:30:00Z, INVALID_FORMAT",
    "2026-10-08T09:30Z, INVALID_FORMAT",
    "2026-10-08T09:30:00+0700, INVALID_FORMAT",
    "2026-10-08T09:30:00.1234567890Z, INVALID_FORMAT"
  })
  void readsTimes(String time, String expected) {
    JsonField due = new JsonField("due_at", "\"" + time + "\"");
    List<JsonField> fields =
        RandomEvents.json(
            decode(EventStream.DOCUMENTS, Json.resource("samples/valid/documents-minimal.json"))
                .event());
    fields.add(due);
    assertThat(verdict(decode(EventStream.DOCUMENTS, Json.object(fields)))).isEqualTo(expected);
  }

  @Test
  void allowsFiveMinutesAhead() {
    Instant latest = APPEND_TIME.plusSeconds(300);
    PaymentEvent.Builder event = payment().occurredAt(latest);
    assertThat(verdict(decodePayment(json(event.build())))).isEqualTo("VALID");
    event.occurredAt(latest.plusMillis(1));
    assertThat(verdict(decodePayment(json(event.build())))).isEqualTo("FROM_FUTURE");
  }

  /** The case due-date: what is known to the day is compared by day, with a day and with a time. */
  @ParameterizedTest
  @CsvSource({
    "2026-10-08, 2026-10-08, VALID",
    "2026-10-08T23:59:59+07:00, 2026-10-08, VALID",
    "2026-10-08, 2026-10-08T23:59:59+07:00, VALID",
    "2026-10-08T00:00:00+07:00, 2026-10-08T00:00:00.001+07:00, VALID",
    "2026-10-08, 2026-10-07, END_BEFORE_START",
    "2026-10-08, 2026-10-07T23:59:59+07:00, END_BEFORE_START",
    "2026-10-08T00:00:00+07:00, 2026-10-07, END_BEFORE_START",
    "2026-10-08T08:00:00+07:00, 2026-10-08T07:59:59+07:00, END_BEFORE_START",
    "2026-10-08, 2026-10-10, FROM_FUTURE",
    "2026-10-08, 2026-02-30, INVALID_FORMAT",
    "1999-12-31, 2026-10-08, OUT_OF_RANGE",
    "2000-01-01, 2100-01-01, OUT_OF_RANGE"
  })
  void comparesAtTheCoarserPrecision(String start, String end, String verdict) {
    List<JsonField> fields = RandomEvents.json(payment().status(PaymentStatus.SUCCEEDED).build());
    fields.replaceAll(
        field ->
            switch (field.name()) {
              case "started_at" -> new JsonField(field.name(), '"' + start + '"');
              case "occurred_at" -> new JsonField(field.name(), '"' + end + '"');
              default -> field;
            });
    assertThat(verdict(decodePayment(new String(Json.object(fields), StandardCharsets.UTF_8))))
        .isEqualTo(verdict);
  }

  @Test
  void aDayHasBegunWithinFiveMinutes() {
    Instant midnight = Instant.parse("2026-10-09T17:00:00Z");
    byte[] payment =
        EventEncoder.encode(
            payment().occurredAt(TimeOrDay.on(LocalDate.parse("2026-10-10"))).build());
    EventDecoder<PaymentEvent> decoder = EventDecoder.payments(roster);
    assertThat(decoder.decode(payment, midnight.minusSeconds(300)).event()).isNotNull();
    assertThat(decoder.decode(payment, midnight.minusSeconds(301)).rejection().code())
        .isEqualTo(FaultCode.FROM_FUTURE);
  }

  @Test
  void aRetractionHasTheContentOfItsEvent() {
    PaymentEvent event = payment().build();
    PaymentEvent retraction = event.retraction();
    Event decoded = decodePayment(json(retraction)).event();
    assertThat(decoded).isEqualTo(retraction).isNotEqualTo(event);
    assertThat(decoded.retracted()).isTrue();
    assertThat(decoded.contentHash()).isEqualTo(event.contentHash());
    assertThat(json(event)).doesNotContain("retracted");
  }

  @Test
  void looksForTheUnitOfTheLocalDay() {
    Instant firstOfJuly = Instant.parse("2025-06-30T17:00:00Z");
    for (String[] expected : new String[][] {{"00004", "UNIT_NOT_VALID"}, {"14758", "VALID"}}) {
      PaymentEvent.Builder event = payment().communeCode(expected[0]);
      event.startedAt(firstOfJuly).occurredAt(firstOfJuly);
      assertThat(verdict(decodePayment(json(event.build())))).isEqualTo("VALID");
      event.startedAt(firstOfJuly.minusMillis(1)).occurredAt(firstOfJuly.minusMillis(1));
      assertThat(verdict(decodePayment(json(event.build())))).isEqualTo(expected[1]);
    }
  }

  @Test
  void neverRepeatsAValueThatIsNotListed() {
    String canary = "Nguyễn Văn A 038099012345";
    List<JsonField> good = RandomEvents.json(payment().build());
    for (int i = 0; i < good.size(); i++) {
      for (String raw : List.of("\"" + canary + "\"", "{\"name\":\"" + canary + "\"}")) {
        List<JsonField> fields = new ArrayList<>(good);
        fields.set(i, new JsonField(good.get(i).name(), raw));
        fields.add(new JsonField("citizen", "\"" + canary + "\""));
        Decoded<?> decoded = decode(EventStream.PAYMENTS, Json.object(fields));
        assertThat(decoded.rejection().toString())
            .doesNotContain("Nguyễn")
            .doesNotContain("038099012345")
            .contains(good.get(i).name());
      }
    }
    String broken = "{\"citizen\":\"" + canary + "\",\"amount_vnd\":3x}";
    assertThat(decodePayment(broken).rejection().toString())
        .doesNotContain("Nguyễn")
        .doesNotContain("038099012345")
        .contains("at byte ");
  }

  @Test
  void aRejectionHoldsWhatPassedItsOwnCheck() {
    String json =
        json(payment().build())
            .replace("+07:00", "Z")
            .replace("T09:", "T02:")
            .replace("\"qr\"", "\"coins\"")
            .replace("}", ",\"citizen\":\"A\"}");
    Rejection rejection = decodePayment(json).rejection();
    assertThat(rejection.code()).isEqualTo(FaultCode.UNKNOWN_ENUM_VALUE);
    assertThat(rejection.detail())
        .isEqualTo(
            "method is not a listed value; send one of qr, card, wallet, transfer, mobile_money,"
                + " cash.");
    assertThat(rejection.communeCode()).isEqualTo("14758");
    assertThat(rejection.eventId()).isEqualTo(payment().build().eventId());
    assertThat(rejection.payload())
        .isEqualTo(json(payment().build()).replace("\"method\":\"qr\",", ""));
    assertThat(rejection.size()).isEqualTo(json.length());
  }

  @Test
  void aConflictingDuplicateShowsTheEvent() {
    Rejection rejection = Rejection.conflictingDuplicate(payment().build(), 7);
    assertThat(rejection.code()).isEqualTo(FaultCode.CONFLICTING_DUPLICATE);
    JsonNode payload = Json.read(rejection.payload());
    assertThat(payload).isEqualTo(Json.read(json(payment().build())));
    assertThat(rejection.size()).isEqualTo(7);
  }
}
