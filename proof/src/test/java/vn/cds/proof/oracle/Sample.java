package vn.cds.proof.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A record of a worked example. Times are written as local ones, {@code 2026-10-05T09:00:00}, or as
 * days, {@code 2026-10-05}; it arrives when it happens, at 18:00 of a day, unless the example says
 * otherwise.
 */
public final class Sample {
  static final String COMMUNE = "14758";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static long ids;

  private final String topic;
  private final Map<String, Object> fields;
  private final Instant appendTime;

  private Sample(String topic, Map<String, Object> fields, Instant appendTime) {
    this.topic = topic;
    this.fields = fields;
    this.appendTime = appendTime;
  }

  /** A dossier's status; received on Monday 2026-10-05 at 08:00. */
  public static Sample request(String status, String at) {
    return event("cds.service-requests", status, at)
        .with("dossier_code", "H56.12.5-261005-0001")
        .with("procedure_code", "1.004616")
        .with("submitted_at", local("2026-10-05T08:00:00"));
  }

  /** A payment's status; 50,000 VND of fees by QR, started on Monday 2026-10-05 at 08:00. */
  public static Sample payment(String status, String at) {
    return event("cds.payments", status, at)
        .with("payment_id", "P1")
        .with("started_at", local("2026-10-05T08:00:00"))
        .with("category", "fee")
        .with("method", "qr")
        .with("amount_vnd", 50_000);
  }

  /** A status of an outgoing document, sent on Monday 2026-10-05 at 08:00. */
  public static Sample document(String status, String at) {
    return event("cds.documents", status, at)
        .with("issuer_code", "H56")
        .with("document_number", "12/QĐ-UBND")
        .with("document_date", "2026-10-05")
        .with("direction", "outgoing")
        .with("sent_at", local("2026-10-05T08:00:00"));
  }

  private static Sample event(String topic, String status, String at) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schema_version", 1);
    fields.put("event_id", new UUID(0, ++ids).toString());
    fields.put("occurred_at", local(at));
    fields.put("commune_code", COMMUNE);
    fields.put("status", status);
    return new Sample(topic, fields, instant(isDay(at) ? at + "T18:00:00" : at));
  }

  public Sample with(String field, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.put(field, value);
    return new Sample(topic, changed, appendTime);
  }

  /** A record that takes this event back. */
  public Sample retracted() {
    return with("retracted", true);
  }

  /** The same with a time field, written as local time or as a day. */
  public Sample at(String field, String localTime) {
    return with(field, local(localTime));
  }

  public Sample without(String field) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.remove(field);
    return new Sample(topic, changed, appendTime);
  }

  Sample appended(String localTime) {
    return new Sample(topic, fields, instant(localTime));
  }

  public String topic() {
    return topic;
  }

  Instant appendTime() {
    return appendTime;
  }

  Object field(String name) {
    return fields.get(name);
  }

  byte[] bytes() {
    return json().getBytes(StandardCharsets.UTF_8);
  }

  public String json() {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String local(String localTime) {
    return isDay(localTime) ? localTime : localTime + "+07:00";
  }

  private static boolean isDay(String localTime) {
    return localTime.indexOf('T') < 0;
  }

  public static Instant instant(String localTime) {
    return OffsetDateTime.parse(local(localTime)).toInstant();
  }
}
