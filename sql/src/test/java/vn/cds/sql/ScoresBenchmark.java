package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.sql.Period.Kind.MONTH;
import static vn.cds.sql.Period.Kind.QUARTER;
import static vn.cds.sql.Period.Kind.YEAR;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.VietnamTime;

/**
 * How long scoreboards and explanations of the running periods take over a year of all communes,
 * computed and kept, and at a steady rate of requests: {@code mvn -pl sql test
 * -Dtest=ScoresBenchmark -Dcds.scores.bench=true}. Latency is from the moment a request was due, so
 * waiting for the ones before it counts.
 */
@EnabledIfSystemProperty(named = "cds.scores.bench", matches = "true")
class ScoresBenchmark extends ClickHouseTest {

  private static final int PER_SECOND = 20;
  private static final int REQUESTS = 400;
  private static final Duration LAG = Duration.ofSeconds(90);

  /** The scores that the server keeps are of the periods that it is in. */
  private static final LocalDate TODAY = VietnamTime.localDay(Instant.now());

  private static final LocalDate FROM = TODAY.withDayOfYear(1);
  private static final LocalDate TO = FROM.plusYears(1);

  /** Its share, of 20 requests. */
  private record Kind(String name, String query, int share) {}

  private final List<Province> provinces = Roster.bundled().provinces();
  private final List<String> communes = new ArrayList<>();

  @Test
  void measure() throws Exception {
    Migrator.migrate(database, line -> {});
    RosterLoader.load(database, Roster.bundled());
    CatalogueLoader.load(database, Catalogue.bundled(), "bench", "bench", Clock.systemUTC());
    fill();
    System.out.println(
        value("SELECT formatReadableQuantity(count()) FROM service_request_cohort")
            + " day rows, "
            + value("SELECT formatReadableQuantity(count()) FROM dossier")
            + " dossiers");
    communes.addAll(
        rows("SELECT code FROM roster_unit WHERE valid_to >= '" + TO + "' ORDER BY code"));
    List<Kind> mix =
        List.of(
            new Kind("scoreboard of a province", "scoreboard", 10),
            new Kind("scoreboard of the country", "scoreboard", 1),
            new Kind("explanation", "explanation", 9));
    try (NamedQueries queries = NamedQueries.of(database)) {
      for (Period.Kind period : List.of(MONTH, QUARTER, YEAR)) {
        for (Kind kind : mix) {
          report(period + ", computed", run(queries, period, List.of(kind), false, 30));
        }
        execute("SYSTEM WAIT VIEW score_snapshot_" + period.wireName());
        for (Kind kind : mix) {
          report(period + ", kept", run(queries, period, List.of(kind), true, 30));
        }
        report(period + ", kept, mixed, 20/s", run(queries, period, mix, true, REQUESTS));
      }
    }
  }

  private Map<String, List<Double>> run(
      NamedQueries queries, Period.Kind period, List<Kind> mix, boolean kept, int requests)
      throws InterruptedException, ExecutionException {
    long seed = 1;
    Random random = new Random(seed);
    List<Kind> deck = new ArrayList<>();
    mix.forEach(kind -> deck.addAll(java.util.Collections.nCopies(kind.share(), kind)));
    for (int i = 0; i < 10; i++) {
      for (Kind kind : mix) {
        ask(queries, kind, parameters(queries, kind, period, random), kept);
      }
    }
    Map<String, List<Double>> latencies = new HashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<?>> open = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      Kind kind = deck.get(random.nextInt(deck.size()));
      Map<String, Object> parameters = parameters(queries, kind, period, random);
      if (mix.size() == 1) { // one after the other
        time(queries, kind, parameters, kept, System.nanoTime(), latencies);
        continue;
      }
      long due = start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      open.add(threads.submit(() -> time(queries, kind, parameters, kept, due, latencies)));
    }
    for (Future<?> future : open) {
      future.get();
    }
    threads.shutdown();
    return latencies;
  }

  private static void time(
      NamedQueries queries,
      Kind kind,
      Map<String, Object> parameters,
      boolean kept,
      long due,
      Map<String, List<Double>> latencies) {
    ask(queries, kind, parameters, kept);
    double millis = (System.nanoTime() - due) / 1e6;
    synchronized (latencies) {
      latencies.computeIfAbsent(kind.name(), name -> new ArrayList<>()).add(millis);
    }
  }

  private static void ask(
      NamedQueries queries, Kind kind, Map<String, Object> parameters, boolean kept) {
    Instant moment = (Instant) parameters.get("at");
    List<Row> rows =
        kept
            ? queries.runRecent(kind.query(), parameters, LAG)
            : queries.run(kind.query(), parameters);
    assertThat(rows.get(0).instant("as_of").isBefore(moment)).isEqualTo(kept);
  }

  private Map<String, Object> parameters(
      NamedQueries queries, Kind kind, Period.Kind period, Random random) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Period running = Period.current(period, Clock.fixed(now, ZoneOffset.UTC));
    String commune = communes.get(random.nextInt(communes.size()));
    String province =
        kind.name().endsWith("country")
            ? ""
            : kind.query().equals("explanation")
                ? Roster.bundled().unit(commune, TODAY).provinceCode()
                : provinces.get(random.nextInt(provinces.size())).code();
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "province",
                province,
                "from_day",
                running.fromDay(),
                "to_day",
                running.toDay(),
                "frame",
                "qd-766",
                "catalogue",
                0,
                "peers",
                "province",
                "minimum_n",
                30,
                "communes",
                commune));
    all.put("at", now);
    all.keySet().retainAll(queries.parameters(kind.query()));
    return all;
  }

  private static void report(String title, Map<String, List<Double>> latencies) {
    latencies.forEach(
        (kind, all) -> {
          List<Double> sorted = all.stream().sorted().toList();
          System.out.printf(
              "| %s | %s | %d | %.0f | %.0f | %.0f |%n",
              title,
              kind,
              sorted.size(),
              sorted.get(sorted.size() / 2),
              sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1),
              sorted.get(sorted.size() - 1));
        });
  }

  /** About 40 dossiers per commune and month, and the day rows that follow from them. */
  private void fill() throws Exception {
    String dossiers = resource("dossiers.sql");
    String days = resource("days.sql");
    for (LocalDate month = FROM; month.isBefore(TO); month = month.plusMonths(1)) {
      for (String statement : List.of(dossiers, days)) {
        execute(
            statement
                .replace(":from", "toDate('" + month + "')")
                .replace(":days", Integer.toString(month.lengthOfMonth())));
      }
    }
    // The running month has several parts, as when rows of it are still written.
    execute(
        "INSERT INTO service_request_cohort SELECT * REPLACE (version + 1 AS version)"
            + " FROM service_request_cohort WHERE day >= '"
            + TODAY.withDayOfMonth(1)
            + "' AND cityHash64(commune_code, day) % 20 = 0");
    for (String table : List.of("service_request_cohort", "dossier")) {
      for (int month = 1; month < TODAY.getMonthValue(); month++) {
        execute(
            "OPTIMIZE TABLE %s PARTITION %d%02d FINAL".formatted(table, TODAY.getYear(), month));
      }
    }
  }

  private static String resource(String name) throws Exception {
    return Files.readString(
        Path.of(ScoresBenchmark.class.getResource("/scores-benchmark/" + name).toURI()));
  }
}
