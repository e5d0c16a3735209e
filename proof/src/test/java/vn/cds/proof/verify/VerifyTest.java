package vn.cds.proof.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.proof.verify.FaultSchedule.Victim;
import vn.cds.simulator.fault.Faults;

/**
 * The whole promise at small size: real Kafka, Flink processes and ClickHouse, all of them hurt.
 * The data directory is kept, with the logs of every process.
 */
@Tag("end-to-end")
class VerifyTest {
  private final long seed = Long.getLong("cds.verify.seed", System.nanoTime() & 0xFFFF);
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyKeyIsRightAfterAKillAndAnOutage() throws Exception {
    OracleCheck verdict = run(6_000, 1, 0, "hashmap", Map.of());

    assertThat(verdict.tables()).allMatch(table -> table.foundRows() > 0);
  }

  @Tag("slow")
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyKeyIsRightAfterThreeKillsAndAnOutage() throws Exception {
    OracleCheck verdict = run(20_000, 3, 0, "hashmap", Map.of());

    assertThat(verdict.tables()).allMatch(table -> table.foundRows() > 0);
  }

  /** Windows close and their state is dropped while the events come in. */
  @Tag("slow")
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyKeyIsRightWhenStateExpiresUnderWay() throws Exception {
    OracleCheck verdict =
        run(
            8_000,
            1,
            0,
            "rocksdb",
            Map.of(
                "lateness.minute", "5 min",
                "lateness.hour", "20 min",
                "lateness.day", "1 h",
                "cohort.retention", "2 d"));

    assertThat(verdict.balances()).allMatch(balance -> balance.found().tooLate() > 0);
  }

  /** What the importer sent in the end is what it sends undisturbed, and all of it is counted. */
  @Tag("slow")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void everyKeyIsRightAfterFiveKillsOfTheImporter(String state) throws Exception {
    OracleCheck verdict = run(6_000, 1, 5, state, Map.of());

    assertThat(verdict.tables())
        .filteredOn(table -> table.table().equals("imported_record"))
        .singleElement()
        .matches(table -> table.foundRows() > 20_000);
  }

  private OracleCheck run(
      long events, int kills, int importerKills, String state, Map<String, String> options)
      throws InterruptedException {
    out.println("seed " + seed + " (repeat with -Dcds.verify.seed=" + seed + ")");
    Path data =
        Path.of("target", "verify-%s-%d-%d".formatted(state, kills, importerKills))
            .toAbsolutePath();
    RunLog log = new RunLog(out);
    OracleCheck verdict;
    try (StackTarget target = StackTarget.start(data, 2, state, options, log)) {
      verdict =
          new FaultRun(
                  seed,
                  events,
                  Faults.ALL,
                  Map.of(Victim.TASK_MANAGER, kills, Victim.CLICKHOUSE, 1),
                  importerKills,
                  data,
                  log)
              .run(target)
              .check();
    }
    verdict.print(out);
    assertThat(verdict.differences()).as("differences with seed %d", seed).isZero();
    assertThat(verdict.balances()).allMatch(balance -> balance.gap() == 0);
    return verdict;
  }
}
