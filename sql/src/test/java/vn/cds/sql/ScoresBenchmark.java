package vn.cds.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
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
import vn.cds.contract.Province;
import vn.cds.contract.Roster;
import vn.cds.contract.catalogue.Catalogue;

/**
 * How long scoreboards and explanations take over a year of all communes, at a steady rate of
 * requests: {@code mvn -pl sql test -Dtest=ScoresBenchmark -Dcds.scores.bench=true}. Latency is
 * from the moment a request was due, so waiting for the ones before it counts.
 */
@EnabledIfSystemProperty(named = "cds.scores.bench", matches = "true")
class ScoresBenchmark extends ClickHouseTest {

  private static final int PER_SECOND = 20;
  private static final int REQUESTS = 400;
  private static final LocalDate FROM = LocalDate.of(2026, 1, 1);
  private static final LocalDate TO = LocalDate.of(2027, 1, 1);
  private static final Instant NOW = Instant.parse("2026-12-31T03:00:00Z");

  /** Its share, of 20 requests. */
  private record Kind(String name, String query, int share) {}

  private record Period(String name, LocalDate from) {}

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
        rows("SELECT code FROM roster_unit WHERE valid_to > '2026-12-31' ORDER BY code"));
    List<Period> periods =
        List.of(
            new Period("month", LocalDate.of(2026, 12, 1)),
            new Period("quarter", LocalDate.of(2026, 10, 1)),
            new Period("year", FROM));
    List<Kind> mix =
        List.of(
            new Kind("scoreboard of a province", "scoreboard", 10),
            new Kind("scoreboard of the country", "scoreboard", 1),
            new Kind("explanation", "explanation", 9));
    try (NamedQueries queries = NamedQueries.of(database)) {
      for (Period period : periods) {
        for (Kind kind : mix) { // alone, one after the other
          report(period.name() + ", one at a time", run(queries, period, List.of(kind), 0, 30));
        }
        report(period.name() + ", mixed, 20/s", run(queries, period, mix, PER_SECOND, REQUESTS));
      }
    }
  }

  private Map<String, List<Double>> run(
      NamedQueries queries, Period period, List<Kind> mix, int perSecond, int requests)
      throws InterruptedException, ExecutionException {
    long seed = 1;
    Random random = new Random(seed);
    List<Kind> deck = new ArrayList<>();
    mix.forEach(kind -> deck.addAll(java.util.Collections.nCopies(kind.share(), kind)));
    for (int i = 0; i < 10; i++) {
      for (Kind kind : mix) {
        queries.run(kind.query(), parameters(queries, kind, period, random));
      }
    }
    Map<String, List<Double>> latencies = new HashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(perSecond == 0 ? 1 : 16);
    List<Future<?>> open = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      Kind kind = deck.get(random.nextInt(deck.size()));
      Map<String, Object> parameters = parameters(queries, kind, period, random);
      if (perSecond == 0) {
        time(queries, kind, parameters, System.nanoTime(), latencies);
        continue;
      }
      long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      open.add(threads.submit(() -> time(queries, kind, parameters, due, latencies)));
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
      long due,
      Map<String, List<Double>> latencies) {
    queries.run(kind.query(), parameters);
    double millis = (System.nanoTime() - due) / 1e6;
    synchronized (latencies) {
      latencies.computeIfAbsent(kind.name(), name -> new ArrayList<>()).add(millis);
    }
  }

  private Map<String, Object> parameters(
      NamedQueries queries, Kind kind, Period period, Random random) {
    String commune = communes.get(random.nextInt(communes.size()));
    String province =
        kind.name().endsWith("country")
            ? ""
            : kind.query().equals("explanation")
                ? Roster.bundled().unit(commune, LocalDate.of(2026, 12, 1)).provinceCode()
                : provinces.get(random.nextInt(provinces.size())).code();
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "province",
                province,
                "from_day",
                period.from(),
                "to_day",
                TO,
                "frame",
                "qd-766",
                "catalogue",
                0,
                "peers",
                "province",
                "minimum_n",
                30,
                "commune",
                commune));
    // as the board asks: never the same moment twice
    all.put("at", NOW.plusMillis(random.nextInt(3_600_000)));
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
            + " FROM service_request_cohort WHERE day >= '2026-12-01' AND cityHash64(commune_code,"
            + " day) % 20 = 0");
    for (String table : List.of("service_request_cohort", "dossier")) {
      for (int month = 1; month < 12; month++) {
        execute("OPTIMIZE TABLE " + table + " PARTITION 2026%02d FINAL".formatted(month));
      }
    }
  }

  private static String resource(String name) throws Exception {
    return Files.readString(
        Path.of(ScoresBenchmark.class.getResource("/scores-benchmark/" + name).toURI()));
  }
}
