package vn.cds.dashboard;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import vn.cds.dashboard.api.query.SourceTopic;

/** Sources in every state, in the records that gateways write (docs/gateway.md). */
final class TestSources implements SourceTopic {

  private static final Instant NOW = TestProvince.MORNING;

  private final Map<String, byte[]> records = new HashMap<>();

  /** Sources of Thanh Hoá, one of which also serves Hà Nội, and one of Hà Nội alone. */
  static TestSources everyState() {
    TestSources sources = new TestSources();
    sources.scope("one-stop", "\"payments\",\"service-requests\"", "\"38\"", "", "");
    // Of two gateways, one of which was replaced.
    sources.activity(
        "one-stop/old",
        "2026-11-01T00:00:00Z",
        NOW.minusSeconds(90_000),
        1_200_000,
        "\"UNKNOWN_ENUM_VALUE\":11",
        "\"UNKNOWN_ENUM_VALUE\":\"method is not a listed value; send one of cash, transfer.\"",
        "\"closing\":1",
        lastAccepted(NOW.minusSeconds(90_000), NOW.minusSeconds(90_060), false));
    sources.activity(
        "one-stop/gateway",
        "2026-11-19T02:00:00Z",
        NOW.minusSeconds(40),
        34_567,
        "\"UNKNOWN_ENUM_VALUE\":6,\"COMMUNE_NOT_ALLOWED\":3",
        "\"UNKNOWN_ENUM_VALUE\":\"category is not a listed value; send one of fee, charge.\","
            + "\"COMMUNE_NOT_ALLOWED\":\"commune_code is none of the communes that this token may"
            + " send for; correct it, or ask the operator of the gateway to add the commune.\"",
        "\"too_many\":2,\"body_too_large\":5",
        lastAccepted(NOW.minusSeconds(40), NOW.minusSeconds(95), false));
    sources.scope("documents.hac-thanh", "\"documents\"", "", "\"14797\",\"14812\"", "");
    sources.activity(
        "documents.hac-thanh/gateway",
        "2026-11-19T02:00:00Z",
        NOW.minusSeconds(14_400),
        812,
        "",
        "",
        "",
        lastAccepted(NOW.minusSeconds(14_400), Instant.parse("2026-11-18T16:59:59.999Z"), true));
    sources.scope("stuck", "\"payments\"", "", "\"14797\"", "");
    sources.activity(
        "stuck/gateway",
        "2026-11-19T02:00:00Z",
        NOW.minusSeconds(300),
        0,
        "\"MISSING_FIELD\":4321",
        "\"MISSING_FIELD\":\"commune_code is absent or null; send it.\"",
        "",
        "");
    sources.scope("new-vendor", "\"service-requests\"", "\"38\"", "", "");
    sources.scope("former", "\"payments\"", "\"38\"", "", ",\"ended\":\"2026-11-10T01:00:00Z\"");
    sources.scope("national", "\"payments\"", "\"01\",\"38\"", "", "");
    sources.activity(
        "national/gateway",
        "2026-11-19T02:00:00Z",
        NOW.minusSeconds(10),
        987_654,
        "\"TOO_LARGE\":5432",
        "\"TOO_LARGE\":\"The record has more than 65,536 bytes.\"",
        "",
        lastAccepted(NOW.minusSeconds(10), NOW.minusSeconds(20), false));
    sources.scope("hanoi-only", "\"payments\"", "\"01\"", "", "");
    return sources;
  }

  /** Lets a source in. */
  void scope(String source, String kinds, String provinces, String communes, String more) {
    put(
        source,
        """
        {"format":1,"source":"%s","kinds":[%s],"provinces":[%s],"communes":[%s]%s}"""
            .formatted(source, kinds, provinces, communes, more));
  }

  private void activity(
      String key,
      String since,
      Instant seen,
      long accepted,
      String refused,
      String details,
      String requests,
      String more) {
    String[] names = key.split("/");
    put(
        key,
        """
        {"format":1,"source":"%s","instance":"%s","since":"%s","at":"%s","last_seen":"%s",
         "accepted":%d,"refused":{%s},"last_details":{%s},"refused_requests":{%s}%s}"""
            .formatted(
                names[0], names[1], since, seen, seen, accepted, refused, details, requests, more));
  }

  private static String lastAccepted(Instant appended, Instant newest, boolean byDay) {
    return """
    ,"last_append_time":"%s","last_event_time":"%s","behind_ms":0,
     "newest_event_at":"%s","newest_event_by_day":%s"""
        .formatted(appended, newest, newest, byDay);
  }

  void put(String key, String json) {
    records.put(key, json.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Map<String, byte[]> latest() {
    return Map.copyOf(records);
  }
}
