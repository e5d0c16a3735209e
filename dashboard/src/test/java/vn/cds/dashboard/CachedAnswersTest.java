package vn.cds.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.access.AccessConfiguration;

/**
 * No reader gets the answer of another from a cache: readers with different rights who share a
 * board, in any order, are told what they are told by a board that nobody else asks.
 */
@Tag("slow")
class CachedAnswersTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Outside, inside, everywhere, and one who is shown what nobody has verified. */
  private static final List<String> READERS = List.of("hanoi", "thanh-hoa", "chief", "admin");

  private static final List<String> QUESTIONS =
      List.of(
          "board?province=38",
          "board?province=VN",
          "leaderboard?province=38&movement=true",
          "leaderboard?province=VN&peers=kind",
          "leaderboard?province=38&format=csv",
          "live?province=38&minutes=30",
          "communes/14812",
          "communes/14812?province=VN",
          "communes/14812/explanation",
          "communes/14812/explanation/2.1",
          "communes/14797/trend?indicator=2.1",
          "score-history?province=38",
          "score-history?province=VN",
          "comparison?communes=14797,14812",
          "funnel?indicator=2.1",
          "overdue-dossiers?province=38",
          "recognition?commune=14812",
          "coverage?province=38",
          "data-age?province=38",
          "dead-letters",
          "retractions?province=38",
          "sources?province=38",
          "sources/national?province=38",
          "alerts?province=38",
          "alerts/history?unit=14797",
          "indicators");

  @TempDir static Path folder;

  @Test
  void eachReaderIsToldTheSameAsAlone() throws Exception {
    long seed = Long.getLong("cds.seed", System.nanoTime());
    TestProvince province = new TestProvince();
    province.fillPages(38);
    province.excels(TestProvince.BIM_SON, 3);
    Map<String, String> alone = new HashMap<>();
    for (String reader : READERS) {
      try (Board board = board(province)) {
        for (String question : QUESTIONS) {
          alone.put(reader + " " + question, told(board, reader, question));
        }
      }
    }
    for (String question : QUESTIONS) {
      assertThat(alone.get("hanoi " + question))
          .as("what %s tells depends on who asks", question)
          .isNotEqualTo(alone.get("admin " + question));
    }
    try (Board shared = board(province)) {
      List<String> all = new ArrayList<>(alone.keySet());
      all.addAll(alone.keySet());
      Collections.shuffle(all, new Random(seed));
      for (String one : all) {
        String[] parts = one.split(" ");
        assertThat(told(shared, parts[0], parts[1]))
            .as("%s, seed %d", one, seed)
            .isEqualTo(alone.get(one));
      }
    }
  }

  /** Its clock stands still, so that answers differ by who asks alone. */
  private static Board board(TestProvince province) throws IOException {
    Path file = Files.createTempFile(folder, "access", ".yaml");
    Files.writeString(
        file,
        """
        format: 1
        trusted_proxy: {user_header: X-User, groups_header: X-Groups}
        proxies: [127.0.0.0/8]
        grants:
          - {user: hanoi, role: viewer, provinces: ["01"]}
          - {user: thanh-hoa, role: viewer, provinces: [38]}
          - {user: chief, role: viewer, provinces: [all]}
          - {user: admin, role: administrator}
        limits: {requests_per_second: 1000}
        """);
    return province
        .board()
        .clock(Clock.fixed(TestProvince.MORNING, ZoneOffset.UTC))
        .sourceTopic(TestSources::everyState)
        .access(AccessConfiguration.read(file, Map.of(), Roster.bundled()))
        .start();
  }

  private static String told(Board board, String reader, String question) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(board.url() + "/api/v1/" + question))
                .header("X-User", reader)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(question + " to " + reader).isIn(200, 403);
    return response.body();
  }
}
