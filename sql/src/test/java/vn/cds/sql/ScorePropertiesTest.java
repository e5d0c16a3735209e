package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.contract.catalogue.Catalogue;

/**
 * Points, scores and ranks: the published example of Decision 766/QĐ-TTg to a hundredth, what holds
 * for all rows, and that the usual mistakes would be seen.
 */
@Tag("slow")
class ScorePropertiesTest extends MigratedTest {
  private static final Instant NOW = Instant.parse("2026-10-10T03:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final int COMMUNES = 12;
  private static final int MINIMUM_N = 30;

  private NamedQueries queries;

  @BeforeAll
  void migrate(@TempDir Path directory) throws Exception {
    queries = NamedQueries.of(database);
    StringBuilder units = new StringBuilder();
    for (int i = 0; i < COMMUNES; i++) {
      units.append("%s,Xã %d,xa,90,2020-01-01,,,,,,\n".formatted(commune(i), i));
    }
    loadRoster(directory, units);
    // What nobody has verified gives no points; the published example counts all.
    String verified = Catalogue.bundled().text().replace("verified: false", "verified: true");
    CatalogueLoader.load(
        database, Catalogue.parse("verified.yaml", verified), "test", "first", CLOCK);
  }

  @BeforeEach
  void empty() {
    executeOnTables("TRUNCATE TABLE service_request_cohort");
    executeOnTables("TRUNCATE TABLE service_request_day");
    executeOnTables("TRUNCATE TABLE declared_figure");
  }

  @AfterAll
  void closeQueries() {
    queries.close();
  }

  @Test
  void thePublishedExampleComesOutToAHundredth() {
    insert(
        "service_request_cohort",
        row(
            "commune_code",
            commune(0),
            "day",
            "2026-03-02",
            "version",
            1,
            "received",
            2618,
            "done_on_time",
            2541,
            "done_late",
            77,
            "fee_due",
            1000,
            "fee_paid_online",
            650,
            "result_due",
            47,
            "result_electronic",
            1,
            "digitised",
            1520,
            "component_reused",
            1543,
            "personal_store",
            2618,
            "identity_verified",
            2618,
            "rated",
            100,
            "by.dimension",
            List.of("procedure", "procedure", "procedure", "procedure", "procedure"),
            "by.code",
            List.of("1.000001", "1.000002", "1.000003", "1.000004", "1.000005"),
            "by.received",
            List.of(2000, 200, 200, 200, 18),
            "by.done_on_time",
            List.of(1923, 200, 200, 200, 18),
            "by.done_late",
            List.of(77, 0, 0, 0, 0),
            "by.done_undated",
            List.of(0, 0, 0, 0, 0),
            "by.open",
            List.of(0, 0, 0, 0, 0),
            "by.fee_due",
            List.of(600, 100, 100, 100, 100),
            "by.fee_paid_online",
            List.of(350, 100, 100, 100, 0),
            "by.handled",
            List.of(0, 0, 0, 0, 0),
            "by.handling_working_ms",
            List.of(0, 0, 0, 0, 0)));
    declare("qd766.1.1-1.3", "48.25", "100");
    declare("qd766.1.4", "2618", "2618");
    declare("qd766.3.1-3.3", "52.5833", "100");
    declare("qd766.3.5a", "72", "100");
    declare("qd766.4.5a", "1", "1");
    declare("qd766.certified_copies", "28.32", "100");
    declare("qd766.5.2-5.3", "100", "100");

    Map<String, Object> year = parameters();
    year.put("from_day", LocalDate.of(2026, 1, 1));
    year.put("to_day", LocalDate.of(2027, 1, 1));
    Row board = first(queries.run("scoreboard", year));
    Map<String, Double> groups = new LinkedHashMap<>();
    for (Object group : board.list("groups")) {
      List<?> fields = (List<?>) group;
      groups.put((String) fields.get(0), ((Number) fields.get(1)).doubleValue());
    }
    assertThat(groups.get("openness")).isCloseTo(11.79, within(0.005));
    assertThat(groups.get("progress")).isCloseTo(19.41, within(0.005));
    assertThat(groups.get("online-service")).isCloseTo(6.31, within(0.005));
    assertThat(groups.get("online-payment")).isCloseTo(7.34, within(0.005));
    assertThat(groups.get("digitisation")).isCloseTo(12.49, within(0.005));
    assertThat(groups.get("satisfaction")).isCloseTo(18.00, within(0.005));
    assertThat(board.decimal("points")).isCloseTo(75.34, within(0.01));
    assertThat(board.decimal("points_computable")).isEqualTo(100);
    assertThat(board.text("class")).isEqualTo("fair");
    year.put("communes", commune(0));
    Map<String, Row> why = byId(explained(queries.run("explanation", year)));
    assertThat(why.get("2.1").decimal("won")).isCloseTo(19.41, within(0.005));
    assertThat(why.get("2.1").decimal("lost")).isCloseTo(0.59, within(0.005));
    assertThat(why.get("4.1").decimal("won")).isCloseTo(0.13, within(0.005));
    assertThat(why.get("4.2").decimal("won")).isCloseTo(2.32, within(0.005));
    assertThat(why.get("4.3").decimal("won")).isCloseTo(1.47, within(0.005));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void ranksAreAFunctionOfTheStoredRowsAlone(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Map<String, Object>> rows = randomRows(random);
    rows.forEach(row -> insert("service_request_cohort", List.of(row)));
    List<String> expected = board();

    empty();
    List<Map<String, Object>> noisy = new ArrayList<>(rows);
    for (Map<String, Object> row : rows) {
      Map<String, Object> older = new HashMap<>(row);
      older.put("version", 1);
      older.put("received", 999);
      older.put("done_on_time", 0);
      noisy.add(older);
      noisy.add(row);
    }
    Collections.shuffle(noisy, random);
    for (int from = 0; from < noisy.size(); from += 7) {
      insert("service_request_cohort", noisy.subList(from, Math.min(noisy.size(), from + 7)));
    }
    assertThat(board()).isEqualTo(expected);

    executeOnTables("OPTIMIZE TABLE service_request_cohort FINAL");
    assertThat(board()).as("after a merge").isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void sumsOverCommunesAreTheProvince(long seed) {
    System.out.println("seed " + seed);
    insert("service_request_cohort", randomRows(new Random(seed)));
    List<Row> board = queries.run("scoreboard", parameters());
    Map<String, Object> province = parameters();
    province.keySet().removeAll(List.of("peers", "minimum_n"));
    province.put("commune", "");
    List<?> sums =
        queries.run("group_rates", province).stream()
            .flatMap(group -> group.list("indicators").stream())
            .map(indicator -> (List<?>) indicator)
            .filter(indicator -> indicator.get(0).equals("2.1"))
            .findFirst()
            .orElseThrow();
    assertThat((Double) sums.get(7))
        .as("what 2.1 is of: all that was received")
        .isEqualTo(board.stream().mapToLong(row -> row.integer("n")).sum());
    double onTime = 0;
    double rates = 0;
    for (int i = 0; i < COMMUNES; i++) {
      Row indicator = why(i).get("2.1");
      onTime += indicator.decimal("numerator");
      rates += indicator.isNull("rate") ? 0 : indicator.decimal("rate");
    }
    assertThat(sums.get(6)).isEqualTo(onTime);
    double rate = (Double) sums.get(8);
    assertThat((Double) sums.get(11)).as("points won").isCloseTo(20 * rate, within(0.005));
    assertThat((Double) sums.get(12)).as("points lost").isCloseTo(20 - 20 * rate, within(0.005));
    // The trap: a mean of ratios is another number.
    assertThat(rate).isNotCloseTo(rates / COMMUNES, within(1e-4));
  }

  @Test
  void fewDossiersAreNeverRankedAndTiesShareARank() {
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(dossiers(0, "2026-10-01", 2, 100, 90));
    rows.add(dossiers(1, "2026-10-01", 2, 200, 180));
    rows.add(dossiers(2, "2026-10-01", 2, 100, 50));
    rows.add(dossiers(3, "2026-10-01", 2, MINIMUM_N - 1, MINIMUM_N - 1));
    insert("service_request_cohort", rows);
    Map<String, Row> board = byCommune(queries.run("scoreboard", parameters()));
    assertThat(board.get(commune(0)).integer("rank")).isEqualTo(1);
    assertThat(board.get(commune(1)).integer("rank")).isEqualTo(1);
    assertThat(board.get(commune(2)).integer("rank")).isEqualTo(3);
    assertThat(board.get(commune(3)).isNull("rank")).isTrue();
    assertThat(board.get(commune(3)).text("reason")).isEqualTo("not_enough_data");
    assertThat(board.get(commune(4)).text("reason")).isEqualTo("no_data");
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void anotherDossierOnTimeNeverLowersTheRate(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < COMMUNES; i++) {
      int received = 1 + random.nextInt(300);
      int onTime = random.nextInt(received + 1);
      insert("service_request_cohort", List.of(dossiers(i, "2026-10-02", 2, received, onTime)));
      double before = why(i).get("2.1").decimal("rate");
      insert(
          "service_request_cohort",
          List.of(dossiers(i, "2026-10-02", 3, received + 1, onTime + 1)));
      assertThat(why(i).get("2.1").decimal("rate")).isGreaterThanOrEqualTo(before);
    }
  }

  /** What a query on the base table, without collapsing versions, would say. */
  @Test
  void theBaseTableAloneWouldCountTwice() {
    insert("service_request_cohort", List.of(dossiers(0, "2026-10-03", 1, 40, 10)));
    insert("service_request_cohort", List.of(dossiers(0, "2026-10-03", 2, 50, 40)));
    long right = byCommune(queries.run("scoreboard", parameters())).get(commune(0)).integer("n");
    assertThat(right).isEqualTo(50);
    assertThat(value("SELECT sum(received) FROM service_request_cohort")).isEqualTo("90");
  }

  /** Half past midnight local time is still yesterday in UTC. */
  @Test
  void theDayIsTheLocalOne() {
    insert(
        "service_request_day",
        List.of(
            row(
                "commune_code",
                commune(0),
                "window_start",
                "2026-10-07 17:00:00",
                "version",
                1,
                "counted",
                5)));
    assertThat(value("SELECT day FROM service_request_day_current")).isEqualTo("2026-10-08");
    assertThat(value("SELECT toDate(window_start, 'UTC') FROM service_request_day FINAL"))
        .isEqualTo("2026-10-07");
  }

  private void insert(String table, List<Map<String, Object>> rows) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map<String, Object>[] array = rows.toArray(new Map[0]);
    insert(table, array);
  }

  private void declare(String figure, String numerator, String denominator) {
    insert(
        "declared_figure",
        List.of(
            row(
                "unit_level",
                "commune",
                "unit",
                commune(0),
                "figure",
                figure,
                "period",
                "2026",
                "period_from",
                "2026-01-01",
                "period_to",
                "2027-01-01",
                "declaration_id",
                UUID.nameUUIDFromBytes(figure.getBytes(StandardCharsets.UTF_8)).toString(),
                "numerator",
                numerator,
                "denominator",
                denominator,
                "observed_on",
                "2026-10-01",
                "document",
                "Báo cáo 10/2026",
                "declared_at",
                "2026-10-05 00:00:00.000",
                "office",
                "UBND")));
  }

  private static Map<String, Object> dossiers(
      int commune, String day, int version, int received, int onTime) {
    return row(
        "commune_code",
        commune(commune),
        "day",
        day,
        "version",
        version,
        "received",
        received,
        "done_on_time",
        onTime,
        "done_late",
        received - onTime);
  }

  private static List<Map<String, Object>> randomRows(Random random) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < COMMUNES - 1; i++) {
      for (int day = 1; day <= 5; day++) {
        int received = random.nextInt(40);
        Map<String, Object> row =
            dossiers(i, "2026-10-0" + day, 5, received, random.nextInt(received + 1));
        for (String column : List.of("digitised", "component_reused", "identity_verified")) {
          row.put(column, random.nextInt(received + 1));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private List<String> board() {
    return texts(queries.run("scoreboard", parameters()));
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream()
        .map(
            row ->
                row.text("commune_code")
                    + " "
                    + row.integerOrNull("rank")
                    + " "
                    + row.decimalOrNull("score")
                    + " "
                    + row.integer("n")
                    + " "
                    + row.list("groups"))
        .toList();
  }

  private Map<String, Row> why(int commune) {
    Map<String, Object> parameters = parameters();
    parameters.put("communes", commune(commune));
    return byId(explained(queries.run("explanation", parameters)));
  }

  private static Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("province", "90");
    parameters.put("from_day", LocalDate.of(2026, 10, 1));
    parameters.put("to_day", LocalDate.of(2026, 11, 1));
    parameters.put("at", NOW);
    parameters.put("frame", "qd-766");
    parameters.put("catalogue", 0);
    parameters.put("peers", "province");
    parameters.put("minimum_n", MINIMUM_N);
    return parameters;
  }

  private static Map<String, Row> byId(List<Row> rows) {
    Map<String, Row> byId = new HashMap<>();
    rows.forEach(row -> byId.put(row.text("id"), row));
    return byId;
  }

  private static Map<String, Row> byCommune(List<Row> rows) {
    Map<String, Row> byCommune = new HashMap<>();
    rows.forEach(row -> byCommune.put(row.text("commune_code"), row));
    return byCommune;
  }

  private static Row first(List<Row> rows) {
    return rows.get(0);
  }

  private static String commune(int number) {
    return "900%02d".formatted(number);
  }
}
