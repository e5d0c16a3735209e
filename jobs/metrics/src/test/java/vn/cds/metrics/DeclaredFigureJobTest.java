package vn.cds.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.cds.contract.code.UnitLevel;
import vn.cds.contract.codec.DeclaredFigureFile;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.event.DeclaredFigure;

/** Declared figures from end to end: real Kafka, real ClickHouse, Flink's MiniCluster. */
class DeclaredFigureJobTest {
  private static final long SEED = Long.getLong("cds.seed", System.nanoTime());
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final String OTHER_TOPIC = "other.declared-figures";

  /** What was declared, without where in Kafka it lies and when it was written. */
  private static final String CONTENT =
      "SELECT unit_level, unit, figure, period, period_from, period_to, declaration_id, numerator,"
          + " denominator, observed_on, document, declared_at, office FROM %s.declared_figure FINAL"
          + " ORDER BY ALL";

  private static Parts parts;
  private static final List<DeclaredFigure> FIGURES = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    System.out.println("-Dcds.seed=" + SEED);
    parts = new Parts();
    parts.createDatabase("other");
    parts.createInput(OTHER_TOPIC);
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      FIGURES.add(figure(random));
    }
    // In one topic in the order of declaration and once each, in the other in any order and often.
    sendAll(DeclaredFigure.TOPIC, FIGURES);
    List<DeclaredFigure> often = new ArrayList<>(FIGURES);
    often.addAll(FIGURES.subList(0, 120));
    often.addAll(FIGURES.subList(60, 200));
    Collections.shuffle(often, random);
    sendAll(OTHER_TOPIC, often);
    run("cds", DeclaredFigure.TOPIC);
    run("other", OTHER_TOPIC);
  }

  @AfterAll
  static void stop() {
    parts.close();
  }

  private static DeclaredFigure figure(Random random) {
    boolean ratio = random.nextBoolean();
    BigDecimal number = BigDecimal.valueOf(1 + random.nextInt(5));
    return DeclaredFigureFile.identifiedByContent(
        new DeclaredFigure(
            new UUID(0, 0),
            NOW.minus(random.nextInt(4), ChronoUnit.DAYS),
            ratio ? UnitLevel.FORMER_PROVINCE : UnitLevel.FORMER_COMMUNE,
            ratio ? "36" : "399/Xã Hoằng Lộc",
            ratio ? "dti_rank" : "households",
            random.nextBoolean() ? "2023" : "2023-H2",
            ratio ? null : number,
            ratio ? number : null,
            ratio ? BigDecimal.valueOf(63) : null,
            LocalDate.of(2023, 12, 31),
            "Báo cáo " + random.nextInt(3),
            "Sở"));
  }

  private static void sendAll(String topic, List<DeclaredFigure> figures) throws Exception {
    for (DeclaredFigure figure : figures) {
      parts.send(topic, figure.key(), EventEncoder.encode(figure));
    }
  }

  private static void run(String database, String topic) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment();
    MetricJobs.build(
        environment,
        MetricJob.DECLARED_FIGURES,
        parts.options(
            "run.bounded",
            "true",
            "start.position",
            "earliest",
            "parallelism.default",
            "2",
            "topic.declared-figures",
            topic,
            "clickhouse.url",
            parts.url(database)));
    environment.execute();
  }

  @Test
  void everyDeclarationIsKeptOnceInWhateverOrderItComes() throws Exception {
    List<String> rows = parts.rows(CONTENT.formatted("cds"));
    assertThat(rows)
        .hasSize((int) FIGURES.stream().map(DeclaredFigure::declarationId).distinct().count());
    assertThat(parts.rows(CONTENT.formatted("other"))).isEqualTo(rows);
    assertThat(rows.get(0)).contains("2023").contains("Sở");
    assertThat(
            parts.rows(
                "SELECT DISTINCT period, period_from, period_to FROM declared_figure ORDER BY ALL"))
        .containsExactly("2023|2023-01-01|2024-01-01", "2023-H2|2023-07-01|2024-01-01");
    assertThat(parts.rows("SELECT count() FROM cds.dead_letter")).containsExactly("0");
  }

  @Test
  void whatIsWrongAndWhatWouldOverwriteIsListed() throws Exception {
    parts.createDatabase("faults");
    parts.createInput("faults.declared-figures");
    DeclaredFigure figure = figure(new Random(1));
    String topic = "faults.declared-figures";
    byte[] json = EventEncoder.encode(figure);
    parts.send(topic, figure.key(), json);
    parts.send(
        topic,
        figure.key(),
        new String(json, StandardCharsets.UTF_8)
            .replace("Báo cáo", "Bản sao")
            .getBytes(StandardCharsets.UTF_8));
    parts.send(topic, figure.key(), "{}".getBytes(StandardCharsets.UTF_8));
    parts.send(topic, figure.key(), json);
    run("faults", topic);
    assertThat(parts.rows("SELECT document LIKE 'Báo cáo%' FROM faults.declared_figure"))
        .containsExactly("1");
    assertThat(
            parts.rows(
                "SELECT code, offset, job, event_id IS NULL FROM faults.dead_letter FINAL ORDER BY"
                    + " code"))
        .containsExactly(
            "CONFLICTING_DUPLICATE|1|declared-figures|0", "MISSING_FIELD|2|declared-figures|1");
  }
}
