package vn.cds.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Valid events as a source would send them. */
final class TestEvents {
  /** Of Thanh Hoá, province 38. */
  static final String COMMUNE = "14758";

  /** Of Hà Nội, province 01. */
  static final String ELSEWHERE = "00004";

  private TestEvents() {}

  static String payment(UUID id, String commune) {
    return payment(id, commune, Instant.parse("2026-10-08T02:30:00Z"));
  }

  static String payment(UUID id, String commune, Instant at) {
    return """
        {"schema_version": 1, "event_id": "%s", "occurred_at": "%s", "commune_code": "%s", \
        "status": "succeeded", "payment_id": "PAY-%s", "started_at": "%s", "category": "fee", \
        "method": "qr", "amount_vnd": 30000}"""
        .formatted(id, at, commune, id, at);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
