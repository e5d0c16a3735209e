package vn.cds.proof.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * From the release before to this tree, back and forth again, by the commands of the runbook while
 * events flow; after each way the books and the oracle judge. The release is cloned from its tag
 * and built once, into {@code target/releases}.
 */
@Tag("slow")
class UpgradeTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));
  private static final String MEND = "Mend";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final long seed = Long.getLong("cds.operate.seed", System.nanoTime() & 0xFFFF);
  private OperatedStack stack;

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void nothingIsLostOnTheWayToThisTreeAndBack() throws Exception {
    System.out.println("seed " + seed + " (repeat with -Dcds.operate.seed=" + seed + ")");
    String tag = releaseBefore();
    System.out.println("from " + tag);
    Path before = built(tag);
    DocumentedCommands page =
        new DocumentedCommands(ROOT.resolve("docs/runbooks/upgrade-and-rollback.md"));
    String status = page.take("Check", " status ");
    String audit = page.take("Check", " audit ");
    stack = new OperatedStack("upgrade", OperatedStack.JOBS.size());
    stack.release(before);
    stack.run("docker compose up -d");
    stack.awaitJobs(OperatedStack.JOBS);

    int way = 0;
    for (Path next : List.of(ROOT, before, ROOT)) {
      way++;
      Process traffic =
          stack.startInBackground(
              // Not that of the release.
              "cds simulate --scenario demo --rate 20 --faults duplicates=0.05,late=0.05 --seed %d --kafka 127.0.0.1:9092"
                  .formatted(seed + way),
              "traffic-%d.log".formatted(way));
      awaitMoreDossiers();
      stack.run(page.take(MEND, "stop jobs"));
      stack.forEachJob(page.take(MEND, "flink list"), page.take(MEND, "flink stop"));
      assertThat(stack.runningJobs()).isEmpty();
      stack.release(next);
      stack.run(page.take(MEND, "up -d --build").replace(" --build", ""));
      stack.awaitJobs(OperatedStack.JOBS);
      assertThat(Files.readString(stack.directory().resolve("jobs.log")))
          .contains("savepoints/savepoint-");
      awaitMoreDossiers();
      assertThat(traffic.isAlive()).as("events flow").isTrue();
      traffic.destroy();
      assertThat(traffic.waitFor(1, TimeUnit.MINUTES)).isTrue();
      stack.awaitClosedBooks(status);
      assertThat(stack.run(audit)).as("seed %d, way %d", seed, way).endsWith("\n0 differences\n");
      System.out.printf("way %d: 0 differences, %d dossiers%n", way, dossiers());
    }
  }

  private void awaitMoreDossiers() throws Exception {
    long earlier = dossiers();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> dossiers() > earlier + 20);
  }

  private long dossiers() throws Exception {
    return Long.parseLong(stack.run("SELECT count() FROM dossier_current").strip());
  }

  /** The newest tag before this commit. */
  private static String releaseBefore() throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^")
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String tag = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(git.waitFor()).as("a clone with its tags").isZero();
    return tag;
  }

  private static Path built(String tag) throws IOException, InterruptedException {
    Path tree = ROOT.resolve("target/releases").resolve(tag);
    if (!Files.exists(tree.resolve("target/built"))) {
      if (Files.exists(tree)) {
        OperatedStack.delete(tree);
      }
      Files.createDirectories(tree.getParent());
      succeed("git", "clone", "--quiet", "--branch", tag, ROOT.toString(), tree.toString());
      succeed(tree.resolve("cds").toString(), "build");
    }
    return tree;
  }

  private static void succeed(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
        .as(String.join(" ", command))
        .isZero();
  }
}
