package vn.cds.proof.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.cds.proof.verify.FaultSchedule.Victim;
import vn.cds.simulator.fault.Faults;

/**
 * The whole promise on a cluster of processes, each part of which is killed once. The data
 * directory is kept, with the logs of every process.
 */
@Tag("end-to-end")
class ClusterVerifyTest {
  private final long seed = Long.getLong("cds.verify.seed", System.nanoTime() & 0xFFFF);
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  @Tag("slow")
  @Test
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void everyKeyIsRightAfterEachPartWasKilled() throws Exception {
    out.println("seed " + seed + " (repeat with -Dcds.verify.seed=" + seed + ")");
    Path data = Path.of("target", "verify-cluster").toAbsolutePath();
    Map<Victim, Integer> once =
        Arrays.stream(Victim.values()).collect(Collectors.toMap(victim -> victim, victim -> 1));
    RunLog log = new RunLog(out);
    FaultRun.Outcome outcome;
    try (ClusterTarget target = ClusterTarget.start(data, 2, Map.of(), log)) {
      outcome = new FaultRun(seed, 6_000, Faults.ALL, once, 0, data, log).run(target);
      target.printSizes(out);
    }
    outcome.recoveries().print(out);
    outcome.check().print(out);

    assertThat(outcome.check().differences()).as("differences with seed %d", seed).isZero();
    assertThat(outcome.check().balances()).allMatch(balance -> balance.gap() == 0);
    assertThat(outcome.check().tables()).allMatch(table -> table.foundRows() > 0);
    assertThat(Victim.values())
        .allMatch(victim -> outcome.recoveries().count(victim) == 1, "was killed once");
  }
}
