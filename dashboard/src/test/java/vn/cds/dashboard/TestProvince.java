package vn.cds.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.testkit.TestClickHouse;

/**
 * The ClickHouse of the tests, and rows in its tables such as the jobs write. The moment is a
 * Friday morning, 20 November 2026 at 10:42:05 in Vietnam, and time runs on.
 */
public final class TestProvince {

  static final Instant MORNING = Instant.parse("2026-11-20T03:42:05Z");
  static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
  static final String THANH_HOA = "38";

  /** Phường Hạc Thành, the largest. */
  static final String HAC_THANH = "14797";

  /** Phường Bỉm Sơn. */
  static final String BIM_SON = "14812";

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  final EmbeddedClickHouse clickHouse;
  final Database database;
  final Clock clock = TickingClock.from(MORNING);
  final List<Unit> communes = Roster.bundled().units(THANH_HOA, TODAY);
  private final HttpClient http = HttpClient.newHttpClient();
  private long version = 1;

  /** Takes the ClickHouse of the tests over from the one before. */
  TestProvince() {
    clickHouse = TestClickHouse.server();
    database = TestClickHouse.emptied();
    CatalogueLoader.loadBundledIfNone(database, clock);
  }

  Board.Builder board() {
    return Board.builder(database).clock(clock).port(0);
  }

  /** A working day so far, and all of the day before: communes of every size and quality. */
  void fill(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<ObjectNode> days = new ArrayList<>();
    for (Unit unit : communes) {
      double quality = 0.25 + 0.65 * Math.sqrt(random.nextDouble());
      double size = Math.exp(2.6 + 1.1 * random.nextGaussian() * 0.8 + random.nextDouble());
      boolean silent = random.nextInt(40) == 0;
      if (!silent) {
        days.add(cohort(unit.code(), TODAY, (int) Math.min(420, size * 3), quality, random));
      }
      days.add(
          cohort(
              unit.code(),
              TODAY.minusDays(1),
              (int) Math.min(900, size * 5),
              quality + 0.04 * random.nextGaussian(),
              random));
    }
    insert("service_request_cohort", days);
    for (String stream : List.of("document", "payment", "service_request")) {
      heard(stream, clock.instant().minusSeconds(2));
    }
  }

  /**
   * What the other pages show beside that of {@link #fill}: two weeks of history, overdue dossiers,
   * declared figures, steps of recognition, rejected records.
   */
  void fillPages(long seed) {
    fill(seed);
    Random random = new Random(seed);
    List<ObjectNode> days = new ArrayList<>();
    List<ObjectNode> dossiers = new ArrayList<>();
    for (Unit unit : communes) {
      double quality = 0.25 + 0.65 * Math.sqrt(random.nextDouble());
      for (int back = 2; back < 14; back++) {
        double ofTheDay = Math.max(0.05, Math.min(1, quality + 0.1 * random.nextGaussian()));
        int received = (int) (20 + 60 * random.nextDouble());
        days.add(cohort(unit.code(), TODAY.minusDays(back), received, ofTheDay, random));
      }
    }
    for (int number = 1; number <= 9; number++) {
      boolean soon = number > 6;
      dossiers.add(
          dossier(
              HAC_THANH,
              "H56.12.5-261118-%04d".formatted(number),
              MORNING.plusSeconds((soon ? 1 : -1) * 3_600L * 3 * number),
              !soon && number % 3 == 0));
    }
    insert("service_request_cohort", days);
    insert("dossier", dossiers);
    Map<String, Integer> flows = new TreeMap<>();
    communes.forEach(unit -> flows.put(unit.code(), Math.max(0, random.nextInt(44) - 4)));
    flows.put(HAC_THANH, 48);
    flows.values().removeIf(number -> number == 0);
    flows(flows);
    alert(HAC_THANH, "Phường Hạc Thành", "on-time", "critical", null);
    alert(HAC_THANH, "Phường Hạc Thành", "backlog", "warning", MORNING.minusSeconds(7_200));
    alert(BIM_SON, "Phường Bỉm Sơn", "on-time", "warning", null);
    declarePages(random);
    rejectPages();
    retractions();
    silences();
  }

  /** So many open dossiers of a commune that were due yesterday. */
  void overdue(String commune, int number, boolean suspected) {
    List<ObjectNode> dossiers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String code = "H56.%s.%s-%04d".formatted(commune, suspected ? "s" : "l", i);
      dossiers.add(dossier(commune, code, MORNING.minusSeconds(86_400 + i), suspected));
    }
    insert("dossier", dossiers);
  }

  /** A notice about each commune of the province, for each of so many rules. */
  void notices(int rules) {
    List<ObjectNode> fired = new ArrayList<>();
    for (Unit unit : communes) {
      for (int rule = 0; rule < rules; rule++) {
        UUID episode =
            UUID.nameUUIDFromBytes((unit.code() + rule).getBytes(StandardCharsets.UTF_8));
        Instant at = MORNING.minusSeconds(90_000);
        fired.add(transition(episode, unit.code(), "rule-" + rule, "notice", at, unit.name()));
      }
    }
    insert("alert_transition", fired);
  }

  /** An open dossier that was received two days ago, and of whose times only the days are known. */
  void dueOn(String commune, String code, LocalDate due) {
    Instant end = VietnamTime.startOfDay(due.plusDays(1)).minusMillis(1);
    ObjectNode row = dossier(commune, code, end, false);
    row.put("due_at", SECONDS.format(end) + ".999").put("submitted_by_day", 1).put("due_by_day", 1);
    insert("dossier", List.of(row));
  }

  /** Retractions: one that was found, one that was not, and one that needs a replay. */
  void retractions() {
    retraction(1, "service-requests", "H56.12.5-261110-0001", "2026-11-19 02:30:00", 0, 1, 1);
    retraction(2, "service-requests", "H56.12.5-261110-0002", "2026-11-16 17:00:00", 1, 0, 1);
    retraction(3, "payments", "HD-0003", "2026-11-18 02:30:00", 0, 1, 0);
  }

  private void retraction(
      int id, String stream, String entity, String at, int byDay, int found, int exact) {
    ObjectNode row = JSON.createObjectNode();
    row.put("commune_code", HAC_THANH)
        .put("stream", stream)
        .put("occurred_at", at)
        .put("event_id", new UUID(0, id).toString())
        .put("version", 1)
        .put("entity", entity)
        .put("status", stream.equals("payments") ? "succeeded" : "done")
        .put("occurred_by_day", byDay)
        .put("found", found)
        .put("exact", exact);
    insert("retraction", List.of(row));
  }

  ObjectNode dossier(String commune, String code, Instant dueAt, boolean suspected) {
    ObjectNode row = JSON.createObjectNode();
    row.put("commune_code", commune)
        .put("day", TODAY.minusDays(2).toString())
        .put("dossier_code", code)
        .put("version", version++)
        .put("status", "in_progress")
        .put("outcome", "open")
        .put("submitted_at", SECONDS.format(VietnamTime.startOfDay(TODAY.minusDays(2))))
        .put("due_at", SECONDS.format(dueAt))
        .put("suspected_sync_fault", suspected ? 1 : 0);
    return row;
  }

  /** An alert about a commune that was fired yesterday, and ended or not (null). */
  void alert(String commune, String name, String rule, String severity, Instant endedAt) {
    UUID episode =
        UUID.nameUUIDFromBytes((commune + rule + endedAt).getBytes(StandardCharsets.UTF_8));
    Instant fired = MORNING.minusSeconds(90_000);
    insert("alert_transition", List.of(transition(episode, commune, rule, severity, fired, name)));
    if (endedAt != null) {
      ObjectNode end = transition(episode, commune, rule, severity, endedAt, name);
      insert("alert_transition", List.of(end.put("kind", "resolved").put("ending", "cleared")));
    }
  }

  private static ObjectNode transition(
      UUID episode, String commune, String rule, String severity, Instant at, String name) {
    boolean onTime = rule.equals("on-time");
    ObjectNode row = JSON.createObjectNode();
    row.put("province", THANH_HOA)
        .put("unit", commune)
        .put("unit_name", name)
        .put("scope", "commune")
        .put("rule", rule)
        .put("name_vi", onTime ? "Đúng hạn dưới mục tiêu" : "Tồn đọng tăng")
        .put("name_en", onTime ? "On time below target" : "Backlog grows")
        .put("indicator", onTime ? "on-time" : "overdue")
        .put("episode", episode.toString())
        .put("kind", "fired")
        .put("rule_version", 1)
        .put("rule_set_version", 1)
        .put("severity", severity)
        .put("at", SECONDS.format(at))
        .put("since", SECONDS.format(MORNING.minusSeconds(97_200)))
        .put("value", onTime ? 0.71 : 64)
        .put("n", 120)
        .put("target", onTime ? 0.95 : 40)
        .put("peers_median", onTime ? 0.93 : 12)
        .put("worst", onTime ? 0.66 : 71);
    return row;
  }

  /** One that stands, one to come and one that was ended. */
  void silences() {
    silence("downtime", "", "", -3_600, 7_200, "");
    silence("flood", "on-time", HAC_THANH, 86_400, 259_200, "");
    silence("migration", "", BIM_SON, -90_000, 9_000, "Lê Thị B");
  }

  private void silence(
      String name, String rule, String unit, long begins, long ends, String endedBy) {
    ObjectNode row = JSON.createObjectNode();
    row.put("silence", UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString())
        .put("rule", rule)
        .put("province", THANH_HOA)
        .put("unit", unit)
        .put("owner", "Nguyễn Văn A, Sở KH&CN")
        .put("reason", "Nâng cấp hệ thống một cửa")
        .put("begins", SECONDS.format(MORNING.plusSeconds(begins)))
        .put("ends", SECONDS.format(MORNING.plusSeconds(ends)))
        .put("ended_by", endedBy)
        .put("seen_at", SECONDS.format(MORNING.minusSeconds(90_000)));
    insert("alert_silence", List.of(row));
  }

  private void declarePages(Random random) {
    for (int year = 2024; year <= 2026; year++) {
      declare("province", THANH_HOA, "recognition.target", year, year + "-01-05", 40 + year % 10);
    }
    List<String> steps = List.of("registered", "self-assessed", "appraised", "recognised");
    for (int number = 0; number < communes.size(); number += 3) {
      String commune = communes.get(number).code();
      int year = 2024 + number / 3 % 3;
      int reached = 1 + random.nextInt(steps.size());
      for (int step = 0; step < reached; step++) {
        String day = "%d-%02d-15".formatted(year, 2 + 2 * step);
        declare("commune", commune, "recognition." + steps.get(step), year, day, 1);
      }
    }
    ObjectNode share = declaration("commune", HAC_THANH, "qd766.1.4", 2026, "2026-11-01", 38);
    insert("declared_figure", List.of(share.put("denominator", 41)));
    ObjectNode criterion =
        declaration("commune", HAC_THANH, "qd1829.electricity_cashless", 2026, "2026-06-30", 702);
    insert("declared_figure", List.of(criterion.put("denominator", 1_000)));
  }

  /** Declares a figure for a year. */
  void declare(String level, String unit, String figure, int year, String day, int number) {
    insert("declared_figure", List.of(declaration(level, unit, figure, year, day, number)));
  }

  static ObjectNode declaration(
      String level, String unit, String figure, int year, String day, int number) {
    ObjectNode row = JSON.createObjectNode();
    String name = level + unit + figure + year;
    row.put("unit_level", level)
        .put("unit", unit)
        .put("figure", figure)
        .put("period", Integer.toString(year))
        .put("period_from", year + "-01-01")
        .put("period_to", (year + 1) + "-01-01")
        .put("numerator", number)
        .put("observed_on", day)
        .put("document", "Quyết định 12/QĐ-UBND")
        .put("declared_at", day + " 09:00:00")
        .put("office", "Sở Khoa học và Công nghệ")
        .put(
            "declaration_id",
            UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
    return row;
  }

  /** Records that were rejected this morning. */
  void rejectPages() {
    List<ObjectNode> letters = new ArrayList<>();
    String topic = "cds.service-requests";
    for (int offset = 0; offset < 23; offset++) {
      boolean unknown = offset % 3 != 0;
      ObjectNode row = JSON.createObjectNode();
      row.put("topic", topic)
          .put("partition", 0)
          .put("offset", offset)
          .put("append_time", SECONDS.format(MORNING.minusSeconds(60L * offset)))
          .put("job", "service-request-metrics")
          .put("job_version", "1.0.0")
          .put("code", unknown ? "UNKNOWN_COMMUNE" : "MISSING_FIELD")
          .put("detail", unknown ? "commune_code 99999" : "submitted_at")
          .put("payload", "{}")
          .put("size", 412);
      letters.add(row);
    }
    insert("dead_letter", letters);
  }

  /** The cohort of one commune and day; each row is newer than all before it. */
  ObjectNode cohort(String code, LocalDate day, int received, double quality, Random random) {
    double scan = quality + 0.25 * (random.nextDouble() - 0.5);
    double store = quality + 0.4 * (random.nextDouble() - 0.5);
    ObjectNode row = JSON.createObjectNode();
    row.put("commune_code", code).put("day", day.toString()).put("version", version++);
    int handled = part(received, 0.35 + 0.4 * random.nextDouble(), random);
    int late = part(handled, 0.4 * (1.05 - quality), random);
    int resultDue = part(received, 0.8, random);
    int feeDue = part(received, 0.55, random);
    row.put("events", received * 3L)
        .put("dossiers", received)
        .put("received", received)
        .put("done_on_time", handled - late)
        .put("done_late", late)
        .put("open", received - handled)
        .put("online", part(received, quality * 0.8, random))
        .put("fee_due", feeDue)
        .put("fee_paid_online", part(feeDue, quality * quality, random))
        .put("result_due", resultDue)
        .put("result_electronic", part(resultDue, 0.1 + scan * 0.85, random))
        .put("digitised", part(received, scan * 0.95, random))
        .put("component_reused", part(received, quality * 0.75, random))
        .put("personal_store", part(received, store * 0.85, random))
        .put("identity_verified", part(received, 0.5 + quality * 0.5, random))
        .put("rated", part(received, 0.3, random))
        .put("dissatisfied", 0)
        .put("outside_territory", received / 20)
        .put("outside_territory_known", received - received / 10)
        .put("handled", handled)
        .put("inserted_at", SECONDS.format(clock.instant()));
    return row;
  }

  /** A commune that does everything right, with so many dossiers today. */
  void excels(String code, int received) {
    ObjectNode row = JSON.createObjectNode();
    row.put("commune_code", code)
        .put("day", TODAY.toString())
        .put("version", 1_000_000 + version++);
    for (String column :
        List.of(
            "dossiers",
            "received",
            "done_on_time",
            "online",
            "fee_due",
            "fee_paid_online",
            "result_due",
            "result_electronic",
            "digitised",
            "component_reused",
            "personal_store",
            "identity_verified",
            "handled")) {
      row.put(column, received);
    }
    row.put("events", received * 3L).put("inserted_at", SECONDS.format(clock.instant()));
    insert("service_request_cohort", List.of(row));
    heard("service_request", clock.instant());
  }

  /** Something of a stream was written at a moment. */
  void heard(String stream, Instant at) {
    ObjectNode row = JSON.createObjectNode();
    row.put("commune_code", HAC_THANH)
        .put("window_start", SECONDS.format(VietnamTime.startOfDay(VietnamTime.localDay(at))))
        .put("version", version++)
        .put("counted", 1)
        .put("inserted_at", SECONDS.format(at));
    insert(stream + "_day", List.of(row));
  }

  /** A commune whose dossiers of today are all open, the first of them due at a moment. */
  void opens(String code, int received, Instant dueAt) {
    ObjectNode cohort = JSON.createObjectNode();
    cohort
        .put("commune_code", code)
        .put("day", TODAY.toString())
        .put("version", 1_000_000 + version++)
        .put("dossiers", received)
        .put("received", received)
        .put("open", received);
    insert("service_request_cohort", List.of(cohort));
    ObjectNode dossier = JSON.createObjectNode();
    dossier
        .put("commune_code", code)
        .put("day", TODAY.toString())
        .put("dossier_code", "H56.12.5-261120-0001")
        .put("version", version++)
        .put("status", "in_progress")
        .put("outcome", "open")
        .put("submitted_at", SECONDS.format(VietnamTime.startOfDay(TODAY)))
        .put("due_at", SECONDS.format(dueAt));
    insert("dossier", List.of(dossier));
  }

  /** Dossiers registered, and as many payments, two minutes ago; a quarter of them in person. */
  void flows(Map<String, Integer> numbers) {
    List<ObjectNode> requests = new ArrayList<>();
    List<ObjectNode> payments = new ArrayList<>();
    List<ObjectNode> documents = new ArrayList<>();
    Instant minute = MORNING.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(2));
    numbers.forEach(
        (code, number) -> {
          ObjectNode window = JSON.createObjectNode();
          window
              .put("commune_code", code)
              .put("window_start", SECONDS.format(minute))
              .put("version", version++)
              .put("counted", number);
          requests.add(
              window
                  .deepCopy()
                  .put("registered", number)
                  .put("registered_online", number - number / 4)
                  .put("done_on_time", number - number / 5)
                  .put("done_late", number / 5));
          payments.add(
              window.deepCopy().put("succeeded", number).put("succeeded_cash", number / 4));
          documents.add(window.deepCopy().put("arrived", number).put("done", number / 2));
        });
    insert("service_request_minute", requests);
    insert("payment_minute", payments);
    insert("document_minute", documents);
  }

  void insert(String table, List<ObjectNode> rows) {
    StringBuilder lines = new StringBuilder();
    rows.forEach(row -> lines.append(row).append('\n'));
    execute("INSERT INTO " + table + " FORMAT JSONEachRow", lines.toString());
  }

  /** Runs a statement on ClickHouse and returns what it answers. */
  String execute(String statement, String body) {
    URI uri =
        URI.create(
            clickHouse.httpUrl()
                + "/?database="
                + database.name()
                + "&query="
                + URLEncoder.encode(statement, StandardCharsets.UTF_8));
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("X-ClickHouse-User", clickHouse.user())
                  .header("X-ClickHouse-Key", clickHouse.password())
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.body());
      }
      return response.body().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** About a share of a number. */
  private static int part(int all, double share, Random random) {
    int count = 0;
    for (int i = 0; i < all; i++) {
      if (random.nextDouble() < share) {
        count++;
      }
    }
    return count;
  }
}
