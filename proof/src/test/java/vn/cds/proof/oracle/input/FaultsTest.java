package vn.cds.proof.oracle.input;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.proof.oracle.Sample.document;
import static vn.cds.proof.oracle.Sample.instant;
import static vn.cds.proof.oracle.Sample.payment;
import static vn.cds.proof.oracle.Sample.request;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.cds.proof.oracle.Sample;

/** Every fault of docs/contract.md, with the neighbour that passes. */
class FaultsTest {
  private static final Instant NOW = instant("2026-10-05T12:00:00");
  private final RecordReader reader = new RecordReader(Units.bundled());

  private static Arguments is(Fault fault, Sample sample) {
    return Arguments.of(fault, sample.topic(), sample.json());
  }

  private static Arguments json(Fault fault, String json) {
    return Arguments.of(fault, "cds.payments", json);
  }

  private static Sample request() {
    return Sample.request("registered", "2026-10-05T09:00:00");
  }

  private static Sample payment() {
    return Sample.payment("started", "2026-10-05T09:00:00");
  }

  private static String payment(String moreFields) {
    return payment().json().replace("{", "{" + moreFields + ",");
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        is(null, request()),
        is(null, payment()),
        is(null, document("arrived", "2026-10-05T09:00:00")),
        // NOT_JSON
        json(Fault.NOT_JSON, " "),
        json(Fault.NOT_JSON, "{"),
        json(Fault.NOT_JSON, "{} {}"),
        json(Fault.NOT_JSON, "1 2"),
        json(Fault.NOT_JSON, "{'a':1}"),
        json(Fault.NOT_JSON, "{\"a\":NaN}"),
        json(Fault.NOT_JSON, "{\"a\":01}"),
        json(Fault.NOT_JSON, "{\"a\":1,}"),
        json(Fault.NOT_JSON, "\uFEFF{}"),
        json(Fault.NOT_JSON, payment("\"x\":" + "[".repeat(16) + "]".repeat(16))),
        json(null, payment("\"x\":" + "[".repeat(15) + "]".repeat(15))),
        json(Fault.NOT_JSON, payment("\"x\":" + "1".repeat(41))),
        json(null, payment("\"x\":" + "1".repeat(40))),
        json(Fault.NOT_JSON, payment("\"x\":-" + "1".repeat(40))),
        json(Fault.NOT_JSON, payment("\"x\":\"" + "a".repeat(4097) + "\"")),
        json(null, payment("\"x\":\"" + "a".repeat(4096) + "\"")),
        // NOT_AN_OBJECT
        json(Fault.NOT_AN_OBJECT, "[]"),
        json(Fault.NOT_AN_OBJECT, "null"),
        json(Fault.NOT_AN_OBJECT, "1"),
        // DUPLICATE_FIELD: of listed fields only, in any spelling, and before anything else
        json(Fault.DUPLICATE_FIELD, "{\"status\":1,\"status\":2}"),
        json(Fault.DUPLICATE_FIELD, "{\"status\":null,\"\\u0073tatus\":null}"),
        json(null, payment("\"x\":1,\"x\":2")),
        json(null, payment("\"x\":{\"status\":1},\"y\":{\"status\":1}")),
        json(null, payment("\"submitted_at\":1,\"submitted_at\":2")),
        // WRONG_TYPE
        is(Fault.WRONG_TYPE, payment().with("amount_vnd", "1")),
        is(Fault.WRONG_TYPE, payment().with("amount_vnd", 1.5)),
        json(Fault.WRONG_TYPE, "{\"amount_vnd\":1.0}"),
        json(Fault.WRONG_TYPE, "{\"amount_vnd\":1e2}"),
        is(Fault.WRONG_TYPE, payment().with("status", 1)),
        is(Fault.WRONG_TYPE, payment().with("schema_version", "1")),
        is(Fault.WRONG_TYPE, request().with("satisfied", "true")),
        is(Fault.WRONG_TYPE, request().with("due_at", List.of())),
        is(Fault.WRONG_TYPE, payment().without("status").with("event_id", 5)),
        is(Fault.WRONG_TYPE, payment().with("retracted", "true")),
        is(Fault.WRONG_TYPE, payment().with("retracted", 1)),
        is(null, payment().retracted()),
        is(null, payment().with("retracted", null)),
        json(Fault.DUPLICATE_FIELD, payment("\"retracted\":true,\"retracted\":true")),
        // MISSING_FIELD
        is(Fault.MISSING_FIELD, payment().without("status")),
        is(Fault.MISSING_FIELD, payment().with("status", null)),
        is(Fault.MISSING_FIELD, payment().without("method")),
        is(Fault.MISSING_FIELD, payment().without("schema_version")),
        is(Fault.MISSING_FIELD, payment().without("method").with("schema_version", 2)),
        is(null, payment().with("gateway", null)),
        json(Fault.MISSING_FIELD, "{}"),
        // UNSUPPORTED_SCHEMA_VERSION
        is(Fault.UNSUPPORTED_SCHEMA_VERSION, payment().with("schema_version", 2)),
        is(
            Fault.UNSUPPORTED_SCHEMA_VERSION,
            payment().with("schema_version", 0).with("status", "odd")),
        json(
            Fault.UNSUPPORTED_SCHEMA_VERSION,
            payment()
                .json()
                .replace("\"schema_version\":1", "\"schema_version\":1" + "0".repeat(30))),
        // UNKNOWN_ENUM_VALUE
        is(Fault.UNKNOWN_ENUM_VALUE, payment().with("status", "done")),
        is(Fault.UNKNOWN_ENUM_VALUE, payment().with("status", "STARTED")),
        is(Fault.UNKNOWN_ENUM_VALUE, payment().with("gateway", "")),
        is(Fault.UNKNOWN_ENUM_VALUE, payment().with("gateway", "x").with("event_id", "x")),
        // INVALID_FORMAT
        is(Fault.INVALID_FORMAT, payment().with("event_id", "1-1-1-1-1")),
        is(Fault.INVALID_FORMAT, payment().with("event_id", "x").with("amount_vnd", -1)),
        is(Fault.INVALID_FORMAT, payment().with("occurred_at", "2026-10-05T09:00:00")),
        is(Fault.INVALID_FORMAT, payment().with("occurred_at", "2026-02-30T09:00:00Z")),
        is(Fault.INVALID_FORMAT, payment().with("occurred_at", "2026-10-05T09:00:00.1234567890Z")),
        is(null, payment().with("occurred_at", "2026-10-05T02:00:00.123456789Z")),
        is(null, payment().at("occurred_at", "2026-10-05")),
        is(Fault.INVALID_FORMAT, payment().at("occurred_at", "2026-02-30")),
        is(Fault.INVALID_FORMAT, payment().at("occurred_at", "2026-10-5")),
        is(Fault.INVALID_FORMAT, payment().at("occurred_at", "20261005")),
        is(Fault.INVALID_FORMAT, payment().with("occurred_at", "2026-10-05+07:00")),
        is(
            Fault.INVALID_FORMAT,
            document("arrived", "2026-10-05T09:00:00")
                .with("document_date", "2026-10-05T00:00:00Z")),
        is(Fault.INVALID_FORMAT, payment().with("commune_code", "1475")),
        is(Fault.INVALID_FORMAT, payment().with("commune_code", "١٤٧٥٨")),
        is(Fault.INVALID_FORMAT, payment().with("payment_id", "")),
        is(Fault.INVALID_FORMAT, payment().with("payment_id", "a".repeat(65))),
        is(null, payment().with("payment_id", "a".repeat(64))),
        is(Fault.INVALID_FORMAT, payment().with("payment_id", "a\n")),
        is(Fault.INVALID_FORMAT, request().with("dossier_code", "H56")),
        is(Fault.INVALID_FORMAT, request().with("dossier_code", "H56-1-2-3-4")),
        is(null, request().with("dossier_code", "H56-1-2-3")),
        is(Fault.INVALID_FORMAT, request().with("procedure_code", "1.0046160")),
        is(
            Fault.INVALID_FORMAT,
            document("arrived", "2026-10-05T09:00:00").with("document_date", "2026-13-01")),
        is(
            Fault.INVALID_FORMAT,
            document("arrived", "2026-10-05T09:00:00").with("document_number", "12/qđ")),
        // NEGATIVE_MONEY
        is(Fault.NEGATIVE_MONEY, payment().with("amount_vnd", -1)),
        is(Fault.NEGATIVE_MONEY, request().with("fee_due_vnd", -1).with("handling_limit_hours", 0)),
        // OUT_OF_RANGE
        is(null, payment().with("amount_vnd", 1_000_000_000_000_000L)),
        is(Fault.OUT_OF_RANGE, payment().with("amount_vnd", 1_000_000_000_000_001L)),
        json(
            Fault.OUT_OF_RANGE,
            payment().json().replace("\"amount_vnd\":50000", "\"amount_vnd\":1" + "0".repeat(30))),
        is(Fault.OUT_OF_RANGE, request().with("handling_limit_hours", 0)),
        is(Fault.OUT_OF_RANGE, request().with("handling_limit_hours", 10_001)),
        is(null, request().with("handling_limit_hours", 10_000)),
        is(Fault.OUT_OF_RANGE, request().with("due_at", "1999-12-31T23:59:59Z")),
        is(Fault.OUT_OF_RANGE, request().with("due_at", "2100-01-01T00:00:01Z")),
        is(null, request().with("due_at", "2000-01-01T00:00:00Z")),
        is(Fault.OUT_OF_RANGE, payment().with("occurred_at", "2200-01-01T00:00:00Z")),
        is(Fault.OUT_OF_RANGE, request().at("due_at", "1999-12-31")),
        is(null, request().at("due_at", "2000-01-01")),
        is(null, request().at("due_at", "2099-12-31")),
        is(Fault.OUT_OF_RANGE, request().at("due_at", "2100-01-01")),
        is(Fault.OUT_OF_RANGE, request().at("due_at", "0000-01-01")),
        // FROM_FUTURE: it is 12:00
        is(null, Sample.payment("started", "2026-10-05T12:05:00")),
        is(Fault.FROM_FUTURE, Sample.payment("started", "2026-10-05T12:05:00.001")),
        is(Fault.FROM_FUTURE, request().at("done_at", "2026-10-05T12:05:00.001")),
        is(null, request().at("due_at", "2026-10-06T12:00:00")),
        // A day begins at midnight.
        is(null, Sample.payment("started", "2026-10-05")),
        is(Fault.FROM_FUTURE, Sample.payment("started", "2026-10-06")),
        is(Fault.FROM_FUTURE, request().at("done_at", "2026-10-06")),
        is(null, request().at("due_at", "2026-10-06")),
        // END_BEFORE_START and EVENT_BEFORE_START: it began at 08:00
        is(Fault.END_BEFORE_START, request().at("done_at", "2026-10-05T07:59:59.999")),
        is(null, request().at("done_at", "2026-10-05T08:00:00")),
        is(
            Fault.END_BEFORE_START,
            Sample.request("registered", "2026-10-05T07:00:00")
                .at("done_at", "2026-10-05T07:00:00")),
        is(Fault.END_BEFORE_START, Sample.request("stopped", "2026-10-05T07:59:59")),
        is(Fault.END_BEFORE_START, Sample.payment("mismatched", "2026-10-05T07:59:59")),
        is(Fault.END_BEFORE_START, document("recalled", "2026-10-05T07:59:59")),
        is(Fault.EVENT_BEFORE_START, document("arrived", "2026-10-05T07:59:59")),
        is(Fault.EVENT_BEFORE_START, Sample.payment("started", "2026-10-05T07:59:59")),
        is(Fault.EVENT_BEFORE_START, request().at("accepted_at", "2026-10-05T07:59:59")),
        // Days are compared with times as days.
        is(null, request().at("done_at", "2026-10-05")),
        is(Fault.END_BEFORE_START, request().at("done_at", "2026-10-04")),
        is(null, request().at("submitted_at", "2026-10-05").at("done_at", "2026-10-05T00:00:00")),
        is(null, Sample.request("stopped", "2026-10-05")),
        is(Fault.END_BEFORE_START, Sample.request("stopped", "2026-10-04")),
        is(null, request().at("accepted_at", "2026-10-05")),
        is(Fault.EVENT_BEFORE_START, request().at("accepted_at", "2026-10-04")),
        is(
            Fault.EVENT_BEFORE_START,
            Sample.payment("started", "2026-10-04").at("started_at", "2026-10-05")),
        is(
            Fault.EVENT_BEFORE_START,
            Sample.payment("started", "2026-10-05T07:59:59").with("commune_code", "99999")),
        // UNKNOWN_COMMUNE, UNIT_NOT_VALID
        is(Fault.UNKNOWN_COMMUNE, payment().with("commune_code", "99999")),
        is(
            Fault.UNIT_NOT_VALID,
            payment()
                .with("occurred_at", "2000-01-01T00:00:00Z")
                .with("started_at", "2000-01-01T00:00:00Z")),
        is(
            Fault.UNIT_NOT_VALID,
            payment()
                .with("commune_code", "00004")
                .at("occurred_at", "2025-06-30")
                .at("started_at", "2025-06-30")),
        is(
            null,
            payment()
                .with("commune_code", "00004")
                .at("occurred_at", "2025-07-01")
                .at("started_at", "2025-07-01")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFirstFaultIsTold(Fault expected, String topic, String json) {
    assertThat(read(topic, json.getBytes(StandardCharsets.UTF_8)).fault()).isEqualTo(expected);
  }

  @Test
  void emptyAndTooLarge() {
    assertThat(read("cds.payments", null).fault()).isEqualTo(Fault.EMPTY);
    assertThat(read("cds.payments", new byte[0]).fault()).isEqualTo(Fault.EMPTY);
    assertThat(read("cds.payments", padded(65_536)).fault()).isNull();
    assertThat(read("cds.payments", padded(65_537)).fault()).isEqualTo(Fault.TOO_LARGE);
  }

  @Test
  void bytesThatAreNotUtf8() {
    byte[] utf16 = payment().json().getBytes(StandardCharsets.UTF_16LE);
    byte[] latin = payment("\"x\":\"é\"").getBytes(StandardCharsets.ISO_8859_1);

    assertThat(read("cds.payments", utf16).fault()).isEqualTo(Fault.NOT_JSON);
    assertThat(read("cds.payments", latin).fault()).isEqualTo(Fault.NOT_JSON);
  }

  private static byte[] padded(int size) {
    StringBuilder json = new StringBuilder(payment().json());
    return json.append(" ".repeat(size - json.length()))
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private RecordReader.Reading read(String topic, byte[] value) {
    return reader.read(new RawRecord(topic, 0, 0, NOW, value));
  }
}
