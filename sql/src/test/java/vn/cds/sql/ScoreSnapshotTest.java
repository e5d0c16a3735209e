package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.time.VietnamTime;

/**
 * The scores that the server keeps of the running periods are those that the views compute. The
 * moment is the server's own: the snapshot says it, and everything is asked for that moment.
 */
@Tag("slow")
class ScoreSnapshotTest extends ClickHouseTest {
  private static final int COMMUNES = 12;
  private static final Duration LAG = Duration.ofSeconds(30);

  private NamedQueries queries;
  private long load;

  @BeforeAll
  void prepare(@TempDir Path directory) throws Exception {
    migrate(database);
    queries = NamedQueries.of(database);
    StringBuilder units = new StringBuilder();
    for (int i = 0; i < COMMUNES; i++) {
      units.append(
          "%s,Đơn vị %d,%s,%d,2020-01-01,,,,,,Huyện %d\n"
              .formatted(commune(i), i, i % 3 == 0 ? "phuong" : "xa", 90 + i % 2, i % 4));
    }
    loadRoster(directory, units);
    load = CatalogueLoader.load(database, Catalogue.bundled(), "test", "first", Clock.systemUTC());
    receive();
  }

  @AfterAll
  void closeQueries() {
    queries.close();
  }

  /** Dossiers of the local day it is now and of the four weeks before. */
  private void receive() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    LocalDate today = VietnamTime.localDay(Instant.now());
    for (int i = 0; i < COMMUNES; i++) {
      for (int back = 0; back < 28; back++) {
        int received = random.nextInt(9);
        int onTime = random.nextInt(received + 1);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("commune_code", commune(i));
        row.put("day", today.minusDays(back).toString());
        row.put("version", 1);
        row.put("received", received);
        row.put("done_on_time", onTime);
        row.put("done_late", received - onTime);
        row.put("digitised", random.nextInt(received + 1));
        insert("service_request_cohort", row);
      }
    }
  }

  private static String commune(int number) {
    return "90%03d".formatted(number);
  }

  @ParameterizedTest
  @EnumSource(
      value = Period.Kind.class,
      names = {"LIVE", "CUSTOM"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsKeptIsWhatTheViewsCompute(Period.Kind kind) {
    Instant moment = refresh(kind);
    for (String province : List.of("90", "")) {
      for (String peers : List.of("province", "kind", "former-district", "size")) {
        Map<String, Object> parameters = parameters(kind, moment, province, peers);
        for (String query : List.of("scoreboard", "explanation")) {
          Map<String, Object> bound = new HashMap<>(parameters);
          bound.put("communes", commune(2) + "," + commune(4));
          bound.keySet().retainAll(queries.parameters(query));

          var kept =
              assertThat(texts(queries.runRecent(query, bound, LAG)))
                  .as("%s of %s, province '%s', peers %s", query, kind, province, peers)
                  .isNotEmpty();
          List<String> computed = texts(queries.run(query, bound));
          if (query.equals("explanation")) {
            kept.containsExactlyInAnyOrderElementsOf(computed);
          } else {
            kept.isEqualTo(computed);
          }
        }
      }
    }
  }

  @Test
  void whatIsTooOldOrOfAnotherKindIsComputed() {
    Instant moment = refresh(Period.Kind.YEAR);
    Map<String, Object> kept = parameters(Period.Kind.YEAR, moment, "90", "province");
    kept.put("at", moment.plusSeconds(1));
    assertThat(moments(queries.runRecent("scoreboard", kept, LAG))).containsOnly(moment);

    assertThat(moments(queries.runRecent("scoreboard", kept, Duration.ZERO)))
        .as("older than asked")
        .containsOnly(moment.plusSeconds(1));
    kept.put("at", moment.minusSeconds(1));
    assertThat(moments(queries.runRecent("scoreboard", kept, LAG)))
        .as("a moment before it")
        .containsOnly(moment.minusSeconds(1));
    kept.put("at", moment.plusSeconds(1));
    kept.put("frame", "pillars");
    assertThat(moments(queries.runRecent("scoreboard", kept, LAG)))
        .as("another frame")
        .containsOnly(moment.plusSeconds(1));
    kept.put("frame", "qd-766");
    kept.put("to_day", ((LocalDate) kept.get("to_day")).minusDays(1));
    assertThat(moments(queries.runRecent("scoreboard", kept, LAG)))
        .as("other days")
        .containsOnly(moment.plusSeconds(1));
  }

  @Test
  void aQueryWithoutScoresIsRefused() {
    assertThatThrownBy(() -> queries.runRecent("conservation", Map.of(), LAG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The query conservation reads no scores of communes");
  }

  /** Makes the server work out a snapshot now; returns its moment. */
  private Instant refresh(Period.Kind kind) {
    String view = "score_snapshot_" + kind.wireName().replace('-', '_');
    execute("SYSTEM REFRESH VIEW " + view);
    execute("SYSTEM WAIT VIEW " + view);
    assertThat(value("SELECT count() FROM " + view)).isEqualTo(Integer.toString(COMMUNES));
    return Instant.ofEpochMilli(
        Long.parseLong(value("SELECT toUnixTimestamp64Milli(any(as_of)) FROM " + view)));
  }

  private Map<String, Object> parameters(
      Period.Kind kind, Instant at, String province, String peers) {
    Period period = Period.current(kind, Clock.fixed(at, ZoneOffset.UTC));
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("province", province);
    parameters.put("from_day", period.fromDay());
    parameters.put("to_day", period.toDay());
    parameters.put("at", at);
    parameters.put("frame", "qd-766");
    parameters.put("catalogue", load);
    parameters.put("peers", peers);
    parameters.put("minimum_n", 5);
    return parameters;
  }

  private static List<Instant> moments(List<Row> rows) {
    return rows.stream().map(row -> row.instant("as_of")).toList();
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(Row::toString).toList();
  }
}
