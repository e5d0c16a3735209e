package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.metrics.MetricJob;
import vn.cds.standalone.error.ExitCode;

/**
 * What the rules would have told of 28 days of a simulated province in which a tenth of the
 * communes gets into trouble, after 28 days of learning, from events through the metric jobs:
 * {@code mvn -pl standalone/stack test -Dtest=AlertDetectionBenchmark -Dcds.alerts.bench=true}.
 * Prints what {@code ./cds rules dry-run --truth} says. {@code
 * -Dcds.story=lagging:14758=payment-failures} leaves all but one commune as they are.
 */
@EnabledIfSystemProperty(named = "cds.alerts.bench", matches = "true")
class AlertDetectionBenchmark {
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  @TempDir Path dir;

  /** {@code -Dcds.seeds=1,2,3}, the default. */
  static IntStream ofASeed() {
    return Arrays.stream(System.getProperty("cds.seeds", "1,2,3").split(","))
        .mapToInt(Integer::parseInt);
  }

  @ParameterizedTest
  @MethodSource
  void ofASeed(int seed) throws Exception {
    Path truth = dir.resolve("truth.json");
    try (EmbeddedStack stack = EmbeddedStack.builder(dir.resolve("data")).parallelism(2).start()) {
      run(
          "simulate",
          "--scenario",
          "province-today",
          "--story",
          System.getProperty("cds.story", "lagging"),
          "--seed",
          seed,
          "--from",
          "2026-03-01T17:00:00Z",
          "--until",
          "2026-04-26T17:00:00Z",
          "--truth",
          truth,
          "--kafka",
          stack.kafka().bootstrapServers());
      for (MetricJob job :
          new MetricJob[] {MetricJob.DOCUMENTS, MetricJob.PAYMENTS, MetricJob.SERVICE_REQUESTS}) {
        stack.submit(
            job, Map.of("run.bounded", "true", "lateness.limited", "false"), Optional.empty());
        stack.awaitFinished(stack.jobs().get(job), PATIENCE);
      }
      String told =
          run(
              "rules",
              "dry-run",
              Files.writeString(dir.resolve("rules.yaml"), RuleSet.bundledText()),
              "--from",
              "2026-03-30",
              "--to",
              "2026-04-26",
              "--province",
              "38",
              "--truth",
              dir.resolve("lags.csv"),
              "--clickhouse",
              stack.clickHouse().httpUrl(),
              "--user",
              stack.clickHouse().user(),
              "--password-file",
              stack.clickHouse().passwordFile());
      Path kept = Path.of("target", "alert-detection-" + seed);
      Files.createDirectories(kept);
      Files.writeString(kept.resolve("told.txt"), told);
      Files.writeString(kept.resolve("lags.csv"), Files.readString(dir.resolve("lags.csv")));
      System.out.println("seed " + seed);
      System.out.println(told.substring(told.indexOf(" would have been fired") - 5));
    }
  }

  private static String run(Object... arguments) {
    CommandLine command = CommandLine.run(arguments);
    assertThat(command.exitCode()).as(command.err()).isEqualTo(ExitCode.OK);
    return command.out();
  }
}
