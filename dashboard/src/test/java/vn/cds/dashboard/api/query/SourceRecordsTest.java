package vn.cds.dashboard.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is made of the records of {@code cds.sources}. */
class SourceRecordsTest {

  private static final String SCOPE =
      """
      {"format":1,"source":"a","kinds":["payments"],"provinces":["38"],"communes":[]}""";

  private static String activity(String seen, int accepted, String more) {
    return """
    {"format":1,"source":"a","instance":"x","since":"2026-11-01T00:00:00Z","at":"%s",
     "last_seen":"%s","accepted":%d,"refused":{"EMPTY":1},"last_details":{"EMPTY":"%s"},
     "refused_requests":{},"of_a_later_release":[1]%s}"""
        .formatted(seen, seen, accepted, seen, more);
  }

  private static List<SourceRecords.Source> read(String... keysAndValues) {
    Map<String, byte[]> records = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      records.put(keysAndValues[i], keysAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return SourceRecords.read(records);
  }

  @Test
  void severalGatewaysAreAddedUp() {
    SourceRecords.Activity did =
        read(
                "a",
                SCOPE,
                "a/x",
                activity("2026-11-20T02:00:00Z", 2, ""),
                "a/y",
                activity(
                    "2026-11-20T01:00:00Z",
                    40,
                    """
                    ,"last_append_time":"2026-11-20T00:59:00Z",
                     "newest_event_at":"2026-11-19T16:59:59.999Z","newest_event_by_day":true"""))
            .get(0)
            .did();
    assertThat(did.accepted()).isEqualTo(42);
    assertThat(did.lastSeen()).isEqualTo("2026-11-20T02:00:00Z");
    assertThat(did.lastAppendTime()).isEqualTo("2026-11-20T00:59:00Z");
    assertThat(did.newestEventAt()).isEqualTo("2026-11-19T16:59:59.999Z");
    assertThat(did.newestEventByDay()).isTrue();
    assertThat(did.refused()).isEqualTo(Map.of("EMPTY", 2L));
    assertThat(did.lastDetails()).isEqualTo(Map.of("EMPTY", "2026-11-20T02:00:00Z"));
  }

  @Test
  void whatCannotBeReadIsPassedOver() {
    String seen = activity("2026-11-20T02:00:00Z", 2, "");
    assertThat(
            read(
                "a", SCOPE,
                "a/x", seen.replace("\"format\":1", "\"format\":2"),
                "b", "{",
                "c", "{\"format\":1}",
                "d", "",
                "f", "null",
                "e/x", seen.replace("\"source\":\"a\"", "\"source\":\"e\"")))
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.scope().source()).isEqualTo("a");
              assertThat(source.did()).isNull();
            });
    assertThat(read("a", SCOPE, "a/x", seen.replace("2026-11-01T00:00:00Z", "yesterday")))
        .singleElement()
        .satisfies(source -> assertThat(source.did()).isNull());
  }
}
