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
import vn.cds.simulator.Faults;

/**
 * The whole promise at small size: real Kafka, Flink processes and ClickHouse, all of them hurt.
 */
@Tag("end-to-end")
class VerifyTest {
  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void everyKeyIsRightAfterThreeKillsAndAnOutage() throws Exception {
    // Kept after a failure, with the logs of every process.
    Path data = Path.of("target", "verify-test").toAbsolutePath();
    long seed = Long.getLong("cds.verify.seed", System.nanoTime() & 0xFFFF);
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    out.println("seed " + seed + " (repeat with -Dcds.verify.seed=" + seed + ")");

    Verdict verdict =
        new FaultRun(seed, 20_000, Faults.ALL, 3, 2, "hashmap", Map.of(), data, new RunLog(out))
            .run();
    verdict.print(out);

    assertThat(verdict.differences()).isZero();
    assertThat(verdict.balances()).allMatch(balance -> balance.gap() == 0);
    assertThat(verdict.tables()).allMatch(table -> table.foundRows() > 0);
  }
}
