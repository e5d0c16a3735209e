package vn.cds.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.codec.DeclaredFigureDecoder;
import vn.cds.contract.codec.DeclaredFigureFile;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.roster.FormerUnit;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.ReportingPeriod;

/**
 * The published figures as they are shipped in {@code examples/declared}, and steps of single
 * communes made up so that they add up to them.
 */
class DeclaredQueriesTest extends MigratedTest {

  private static final Instant AT = Instant.parse("2026-10-08T03:00:00Z");
  private static final LocalDate MID_2024 = LocalDate.of(2024, 7, 1);
  private static final Roster ROSTER = Roster.bundled();
  private static final FormerUnits FORMER = FormerUnits.of(ROSTER);

  private NamedQueries queries;
  private final List<FormerUnit> communes =
      FORMER.all().stream()
          .filter(unit -> unit.level() == UnitLevel.FORMER_COMMUNE)
          .sorted(java.util.Comparator.comparing(FormerUnit::code))
          .toList();

  @BeforeAll
  void migrate() {
    load(database, ROSTER);
    queries = NamedQueries.of(database);
  }

  @AfterAll
  void closeQueries() {
    queries.close();
  }

  private void declare(List<DeclaredFigure> figures) {
    executeOnTables("TRUNCATE TABLE declared_figure");
    add(figures);
  }

  @SuppressWarnings("unchecked")
  private void add(List<DeclaredFigure> figures) {
    insert("declared_figure", figures.stream().map(DeclaredQueriesTest::row).toArray(Map[]::new));
  }

  private static Map<String, Object> row(DeclaredFigure figure) {
    ReportingPeriod period = ReportingPeriod.of(figure.period());
    return row(
        "unit_level",
        figure.unitLevel().wireName(),
        "unit",
        figure.unit(),
        "figure",
        figure.figure(),
        "period",
        figure.period(),
        "period_from",
        period.from().toString(),
        "period_to",
        period.to().toString(),
        "declaration_id",
        figure.declarationId().toString(),
        "numerator",
        figure.value() == null ? figure.numerator() : figure.value(),
        "denominator",
        figure.denominator(),
        "observed_on",
        figure.observedOn().toString(),
        "document",
        figure.document(),
        "declared_at",
        figure.declaredAt().toString().replace("T", " ").replace("Z", ""),
        "office",
        figure.office());
  }

  private static List<DeclaredFigure> examples() throws Exception {
    DeclaredFigureDecoder decoder = new DeclaredFigureDecoder(ROSTER, FORMER, Figures.bundled());
    List<DeclaredFigure> figures = new ArrayList<>();
    try (Stream<Path> files = Files.list(repository().resolve("examples/declared"))) {
      files.sorted().forEach(file -> figures.addAll(DeclaredFigureFile.read(file, decoder, AT)));
    }
    return figures;
  }

  private static DeclaredFigure figure(
      UnitLevel level, String unit, String figure, String period, int value, String observedOn) {
    return figure(level, unit, figure, period, value, observedOn, "2025-01-01T00:00:00Z");
  }

  private static DeclaredFigure figure(
      UnitLevel level,
      String unit,
      String figure,
      String period,
      int value,
      String observedOn,
      String declaredAt) {
    return DeclaredFigureFile.identifiedByContent(
        new DeclaredFigure(
            new UUID(0, 0),
            Instant.parse(declaredAt),
            level,
            unit,
            figure,
            period,
            BigDecimal.valueOf(value),
            null,
            null,
            LocalDate.parse(observedOn),
            "Quyết định công nhận",
            "UBND"));
  }

  private static DeclaredFigure step(FormerUnit unit, String step, int year, String day) {
    return figure(unit.level(), unit.code(), "recognition." + step, "" + year, 1, day);
  }

  private List<Row> progress(String province, LocalDate toDay) {
    return queries.run(
        "recognition_progress", Map.of("province", province, "to_day", toDay, "at", AT));
  }

  private List<Row> units(String province, LocalDate toDay) {
    return queries.run(
        "recognition_units", Map.of("province", province, "to_day", toDay, "at", AT));
  }

  private List<Row> figures(String province, String level, String unit, String figure) {
    return queries.run(
        "declared_figures",
        Map.of(
            "province", province, "unit_level", level, "unit", unit, "figure", figure, "at", AT));
  }

  private static Row one(List<Row> rows, Predicate<Row> which) {
    return rows.stream()
        .filter(which)
        .reduce(
            (a, b) -> {
              throw new AssertionError("both " + a + " and " + b);
            })
        .orElseThrow(() -> new AssertionError("none in " + rows));
  }

  private Row progressOf(List<Row> rows, String unit, int year) {
    return one(rows, row -> row.text("unit").equals(unit) && row.integer("year") == year);
  }

  @Test
  void theShippedExamplesReproduceThePublishedFigures() throws Exception {
    declare(examples());
    List<Row> rows = progress("38", MID_2024);
    assertThat(
            IntStream.rangeClosed(2022, 2025)
                .mapToLong(year -> progressOf(rows, "38", year).integer("target")))
        .containsExactly(94L, 132L, 133L, 118L);
    Row thanhHoa = progressOf(rows, "38", 2024);
    assertThat(thanhHoa.integer("declared_recognised")).isEqualTo(60);
    assertThat(thanhHoa.integer("declared_recognised_in_all")).isEqualTo(95);
    assertThat(thanhHoa.text("target_document")).isEqualTo("Quyết định 969/QĐ-UBND");
    assertThat(thanhHoa.list("declared").toString()).contains("2024-H1", "6 tháng đầu năm 2024");
    Row hoangHoa = progressOf(rows, "399", 2024);
    assertThat(hoangHoa.text("name")).isEqualTo("Huyện Hoằng Hoá");
    assertThat(hoangHoa.integer("declared_recognised_in_all")).isEqualTo(10);
    assertThat(hoangHoa.integer("declared_self_assessed")).isEqualTo(13);
    assertThat(hoangHoa.integer("declared_registered")).isEqualTo(14);
    assertThat(progressOf(rows, "407", 2022).integer("target")).isEqualTo(8);

    assertNumbers(figures("", "former-district", "399", "commune_count"), 37, null);
    assertNumbers(figures("38", "", "407", "commune_count"), 31, null);
    assertNumbers(figures("38", "", "407", "digital_team_count"), 238, null);
    assertNumbers(figures("38", "", "407", "digital_team_members"), 1006, null);
    assertNumbers(figures("38", "", "407", "communes_with_steering_committee"), 31, 31.0);
    assertNumbers(figures("38", "province", "38", "enterprises_in_programme"), 22_673, null);
    assertNumbers(figures("38", "province", "38", "e_invoices"), 1_400_000, null);
    // Nam Định lies in Ninh Bình today, Tây Ninh was merged with Long An.
    List<Row> dti = figures("37", "former-province", "36", "dti_rank");
    assertThat(dti)
        .hasSize(2)
        .extracting(row -> row.text("period"))
        .containsExactly("2022", "2021");
    assertThat(dti)
        .allMatch(row -> row.decimal("numerator") == 11 && row.decimal("denominator") == 63);
    assertThat(dti.get(0).text("name")).isEqualTo("Tỉnh Nam Định");
    assertThat(dti.get(0).text("document")).contains("Nam Định");
    assertNumbers(figures("37", "former-province", "36", "satisfaction_rank"), 10, 63.0);
    assertNumbers(figures("80", "former-province", "72", "dti_awareness_indicators"), 8, 10.0);
    assertNumbers(figures("80", "former-province", "72", "dti_institution_indicators"), 6, 11.0);
    assertNumbers(figures("80", "former-province", "72", "app_accounts"), 132_000, null);
    // A rank is not restated, and a count only where every former province has one.
    assertThat(figures("37", "province", "", "")).isEmpty();
    assertThat(figures("80", "province", "", "")).isEmpty();
  }

  private static void assertNumbers(List<Row> rows, double numerator, Double denominator) {
    Row row = one(rows, any -> any.integer("restated") == 0);
    assertThat(row.decimal("numerator")).isEqualTo(numerator);
    assertThat(row.decimalOrNull("denominator")).isEqualTo(denominator);
    assertThat(row.integer("stands")).isEqualTo(1);
  }

  @Test
  void theStepsOfSingleCommunesAddUpToThePublishedFigures() {
    List<DeclaredFigure> steps = new ArrayList<>();
    List<FormerUnit> hoangHoa =
        communes.stream().filter(unit -> unit.code().startsWith("399/")).toList();
    List<FormerUnit> others =
        communes.stream().filter(unit -> !unit.code().startsWith("399/")).toList();
    // Ten in all, of them six in 2024; 13 appraised now, 14 registered.
    for (int i = 0; i < 37; i++) {
      FormerUnit unit = hoangHoa.get(i);
      int year = i < 4 ? 2023 : 2024;
      steps.add(step(unit, "registered", year, year + "-01-15"));
      if (i < 23) {
        steps.add(step(unit, "self-assessed", year, year + "-03-15"));
      }
      if (i < 10) {
        steps.add(step(unit, "appraised", year, year + "-05-15"));
        steps.add(step(unit, "recognised", year, year + "-06-15"));
      }
    }
    // 95 in all, 60 in the first half of 2024, some more after it.
    for (int i = 0; i < 31 + 54 + 5; i++) {
      String day = i < 31 ? "2023-11-01" : i < 85 ? "2024-06-30" : "2024-07-01";
      steps.add(step(others.get(i), "recognised", i < 31 ? 2023 : 2024, day));
    }
    declare(steps);
    List<Row> rows = progress("38", MID_2024);
    assertThat(progressOf(rows, "38", 2024).integer("recognised")).isEqualTo(60);
    assertThat(progressOf(rows, "38", 2024).integer("recognised_in_all")).isEqualTo(95);
    assertThat(progressOf(rows, "38", 2023).integer("recognised_in_all")).isEqualTo(35);
    Row district = progressOf(rows, "399", 2024);
    assertThat(district.integer("recognised_in_all")).isEqualTo(10);
    assertThat(district.integer("self_assessed")).isEqualTo(13);
    assertThat(district.integer("registered")).isEqualTo(14);
    assertThat(progressOf(progress("38", MID_2024.plusDays(1)), "38", 2024).integer("recognised"))
        .isEqualTo(65);

    List<Row> listed =
        units("38", MID_2024).stream()
            .filter(row -> row.text("district").equals("399") && row.integer("restated") == 0)
            .toList();
    assertThat(listed).hasSize(37);
    assertThat(listed).filteredOn(row -> row.text("step").equals("recognised")).hasSize(10);
    assertThat(listed).filteredOn(row -> row.text("step").equals("self-assessed")).hasSize(13);
    assertThat(listed).filteredOn(row -> row.text("step").equals("registered")).hasSize(14);
    assertThat(listed.get(0).list("steps")).hasSize(4);
    assertThat(units("38", LocalDate.of(2023, 1, 1))).isEmpty();
    assertThat(progress("01", MID_2024)).isEmpty();
  }

  @Test
  void aWithdrawnStepNoLongerStandsFromTheMomentItWasWithdrawn() {
    FormerUnit unit = FORMER.find(UnitLevel.FORMER_COMMUNE, "399/Xã Hoằng Lộc");
    declare(
        List.of(
            step(unit, "registered", 2024, "2024-01-01"),
            step(unit, "recognised", 2024, "2024-02-01"),
            figure(
                unit.level(),
                unit.code(),
                "recognition.recognised",
                "2024",
                0,
                "2024-05-01",
                "2025-02-01T00:00:00Z")));
    assertThat(units("38", MID_2024).get(1).text("step")).isEqualTo("registered");
    assertThat(
            queries
                .run(
                    "recognition_units",
                    Map.of(
                        "province",
                        "38",
                        "to_day",
                        MID_2024,
                        "at",
                        Instant.parse("2025-01-31T00:00:00Z")))
                .get(1)
                .text("step"))
        .isEqualTo("recognised");
  }

  @Test
  void formerCommunesAreRestatedWhereTheyBecameOneWhole() {
    // Xã Tam Chung stayed one; Xã Hoằng Giang was made of four; Xã Luận Khê went to two communes.
    List<DeclaredFigure> declared = new ArrayList<>();
    List<String> four =
        List.of("399/Xã Hoằng Giang", "399/Xã Hoằng Hợp", "399/Xã Hoằng Quỳ", "399/Xã Hoằng Xuân");
    for (String code : four) {
      FormerUnit unit = FORMER.find(UnitLevel.FORMER_COMMUNE, code);
      declared.add(step(unit, "registered", 2024, "2024-01-01"));
      declared.add(figure(unit.level(), code, "households", "2023", 1000, "2023-12-31"));
    }
    FormerUnit first = FORMER.find(UnitLevel.FORMER_COMMUNE, four.get(0));
    declared.add(step(first, "recognised", 2024, "2024-02-01"));
    declared.add(figure(first.level(), first.code(), "population", "2023", 4000, "2023-12-31"));
    FormerUnit split = FORMER.find(UnitLevel.FORMER_COMMUNE, "396/Xã Luận Khê");
    assertThat(split.successors()).hasSize(2);
    declared.add(step(split, "recognised", 2024, "2024-02-01"));
    FormerUnit same = FORMER.find(UnitLevel.FORMER_COMMUNE, "384/Xã Tam Chung");
    declared.add(step(same, "recognised", 2024, "2024-02-01"));
    declare(declared);

    List<Row> restated =
        units("38", MID_2024).stream().filter(row -> row.integer("restated") == 1).toList();
    assertThat(restated).extracting(row -> row.text("unit")).containsExactly("14848", "15880");
    assertThat(restated.get(0).text("step")).isEqualTo("recognised");
    Row giang = restated.get(1);
    assertThat(giang.text("name")).isEqualTo("Xã Hoằng Giang");
    assertThat(giang.text("step")).isEqualTo("registered");
    assertThat(giang.integer("recognised")).isEqualTo(1);
    assertThat(giang.integer("units")).isEqualTo(4);
    assertThat(giang.list("former_units")).containsExactlyElementsOf(four);
    // The former units stay as they were, and restating counts nothing twice.
    assertThat(progressOf(progress("38", MID_2024), "38", 2024).integer("recognised")).isEqualTo(3);

    Row households = one(figures("38", "commune", "15880", "households"), row -> true);
    assertThat(households.decimal("numerator")).isEqualTo(4000);
    assertThat(households.integer("restated")).isEqualTo(1);
    assertThat(households.list("former_units")).containsExactlyElementsOf(four);
    assertThat(figures("38", "commune", "15880", "population")).isEmpty();
    Row recognised = one(figures("38", "commune", "15880", "recognition.recognised"), row -> true);
    assertThat(recognised.decimal("numerator")).isEqualTo(1);
    assertThat(recognised.decimal("denominator")).isEqualTo(4);
  }

  @Test
  void theCriteriaThatACommuneMissesAreToldWithTheirRates() {
    CatalogueLoader.loadBundledIfNone(database, Clock.fixed(AT, ZoneOffset.UTC));
    declare(
        List.of(
            ratio("qd1829.electricity_cashless", 60, 100, "2026-10-01T00:00:00Z"),
            ratio("qd1829.digital_signature", 29, 100, "2026-10-01T00:00:00Z"),
            // Declared after the moment that is asked for.
            ratio("qd1829.health_records", 99, 100, "2026-10-08T03:00:00.001Z")));
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("province", "38");
    parameters.put("commune", "14758");
    parameters.put("from_day", LocalDate.of(2026, 1, 1));
    parameters.put("to_day", LocalDate.of(2027, 1, 1));
    parameters.put("at", AT);
    parameters.put("catalogue", 0);
    List<Row> missing = queries.run("criteria_missing", parameters);
    assertThat(missing).hasSize(36);
    assertThat(missing).noneMatch(row -> row.text("criterion").equals("1829.electricity-cashless"));
    Row signature = one(missing, row -> row.text("criterion").equals("1829.digital-signature"));
    assertThat(signature.text("reason")).isEqualTo("not_met");
    assertThat(signature.decimal("rate")).isEqualTo(0.29);
    assertThat(signature.decimal("target")).isEqualTo(0.3);
    assertThat(signature.text("source")).contains("1829");
    Row health = one(missing, row -> row.text("criterion").equals("1829.health-records"));
    assertThat(health.text("reason")).isEqualTo("no_data");
    assertThat(health.isNull("rate")).isTrue();
    assertThat(missing).filteredOn(row -> row.text("reason").equals("missing")).hasSize(34);
    parameters.put("commune", "");
    assertThat(queries.run("criteria_missing", parameters)).hasSize(166 * 37 - 1);
  }

  private static DeclaredFigure ratio(
      String figure, int numerator, int denominator, String declaredAt) {
    return DeclaredFigureFile.identifiedByContent(
        new DeclaredFigure(
            new UUID(0, 0),
            Instant.parse(declaredAt),
            UnitLevel.COMMUNE,
            "14758",
            figure,
            "2026-Q3",
            null,
            BigDecimal.valueOf(numerator),
            BigDecimal.valueOf(denominator),
            LocalDate.of(2026, 9, 30),
            "Báo cáo",
            "UBND"));
  }

  @Test
  void theSumsOfNghiSonsCommunesAreThePublishedOnes() {
    List<DeclaredFigure> declared = new ArrayList<>();
    List<FormerUnit> nghiSon =
        communes.stream().filter(unit -> unit.code().startsWith("407/")).toList();
    for (int i = 0; i < nghiSon.size(); i++) {
      FormerUnit unit = nghiSon.get(i);
      declared.add(
          figure(unit.level(), unit.code(), "steering_committee", "2022", 1, "2022-12-31"));
      declared.add(
          figure(
              unit.level(),
              unit.code(),
              "digital_team_count",
              "2022",
              i < 21 ? 8 : 7,
              "2022-12-31"));
      declared.add(
          figure(
              unit.level(),
              unit.code(),
              "digital_team_members",
              "2022",
              i < 14 ? 33 : 32,
              "2022-12-31"));
    }
    declare(declared);
    assertThat(sum(figures("38", "former-commune", "", "steering_committee"))).isEqualTo(31);
    assertThat(sum(figures("38", "former-commune", "", "digital_team_count"))).isEqualTo(238);
    assertThat(sum(figures("38", "former-commune", "", "digital_team_members"))).isEqualTo(1006);
  }

  private static double sum(List<Row> rows) {
    return rows.stream().mapToDouble(row -> row.decimal("numerator")).sum();
  }

  @Test
  void whatStandsDependsOnNeitherOrderNorCopies() {
    long seed = Long.getLong("cds.seed", System.nanoTime());
    System.out.println("-Dcds.seed=" + seed);
    Random random = new Random(seed);
    List<DeclaredFigure> declared = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      FormerUnit unit = communes.get(random.nextInt(6));
      declared.add(
          figure(
              unit.level(),
              unit.code(),
              List.of("households", "recognition.registered", "recognition.recognised")
                  .get(random.nextInt(3)),
              "" + (2022 + random.nextInt(2)),
              random.nextInt(2),
              "2023-0" + (1 + random.nextInt(9)) + "-01",
              "2025-01-0" + (1 + random.nextInt(5)) + "T00:00:00Z"));
    }
    declare(declared);
    String expected = everything();
    assertThat(expected).contains("households");
    List<DeclaredFigure> often = new ArrayList<>(declared);
    often.addAll(declared.subList(20, 130));
    Collections.shuffle(often, random);
    executeOnTables("TRUNCATE TABLE declared_figure");
    for (int i = 0; i < often.size(); i += 50) {
      add(often.subList(i, Math.min(often.size(), i + 50)));
    }
    assertThat(everything()).isEqualTo(expected);
  }

  private String everything() {
    List<Row> units = units("", AT_DAY);
    List<Row> progress = progress("", AT_DAY);
    String rows = figures("", "", "", "").toString() + units + progress;
    // An array within a row prints as its address.
    return rows.replaceAll("\\[Ljava.lang.Object;@[0-9a-f]+", "")
        + units.stream().map(row -> row.list("steps")).toList()
        + progress.stream().map(row -> row.list("declared")).toList();
  }

  private static final LocalDate AT_DAY = LocalDate.of(2026, 10, 8);

  @Test
  void whatArrivedAndWhatWasRefusedIsTold() {
    DeclaredFigure stored = figure(UnitLevel.PROVINCE, "38", "households", "2024", 1, "2024-12-31");
    declare(List.of(stored));
    UUID refused = new UUID(1, 2);
    insert(
        "dead_letter",
        row(
            "topic",
            "cds.declared-figures",
            "partition",
            0,
            "offset",
            7,
            "append_time",
            "2026-10-08 00:00:00.000",
            "job",
            "declared-figures",
            "job_version",
            "1",
            "code",
            "UNKNOWN_COMMUNE",
            "detail",
            "unit is not known",
            "event_id",
            refused.toString(),
            "payload",
            "{}",
            "size",
            2));
    List<Row> rows =
        queries.run(
            "declared_arrival",
            Map.of(
                "ids",
                "['" + stored.declarationId() + "','" + refused + "','" + new UUID(3, 4) + "']"));
    assertThat(rows).hasSize(2);
    Row arrived = one(rows, row -> row.integer("stored") == 1);
    assertThat(arrived.text("declaration_id")).isEqualTo(stored.declarationId().toString());
    assertThat(one(rows, row -> row.integer("stored") == 0).text("code"))
        .isEqualTo("UNKNOWN_COMMUNE");
  }
}
