package vn.cds.standalone.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of Flink's states is the newest, also while a job writes them. */
class SavedStatesTest {
  private static final long LAST = 2_000;

  @TempDir Path root;

  @Test
  void nothingWasEverCompleted() throws Exception {
    assertThat(SavedStates.newest(root.resolve("none"))).isEmpty();
    Files.createDirectories(root.resolve("checkpoints/job/chk-1"));
    assertThat(SavedStates.newest(root)).isEmpty();
  }

  @Test
  void theGreatestNumberIsTheNewest() throws Exception {
    Path savepoint = complete("savepoint-a", 12);
    complete("checkpoints/job/chk-9", 9);
    assertThat(SavedStates.newest(root)).contains(savepoint);
  }

  @Test
  void aStateThatCannotBeReadIsNamed() throws Exception {
    Path broken = Files.createDirectories(root.resolve("savepoint-broken"));
    Files.writeString(broken.resolve("_metadata"), "no state");
    assertThatThrownBy(() -> SavedStates.newest(root))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(broken.toString())
        .hasMessageContaining("move it away");
  }

  @Test
  void aLinkIsFollowedAndOneToNowhereIsNotEmpty() throws Exception {
    Path savepoint = complete("other-disk/savepoint-a", 12);
    Path job = Files.createSymbolicLink(root.resolve("job"), root.resolve("other-disk"));
    assertThat(SavedStates.newest(job)).contains(job.resolve("savepoint-a"));

    FileUtils.deleteDirectory(savepoint.getParent().toFile());
    assertThatThrownBy(() -> SavedStates.newest(job))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot look for checkpoints in " + job);
  }

  /**
   * A running job deletes each checkpoint as soon as it has the next one: here during each look.
   */
  @Test
  void aRunningJobAlwaysHasANewest() throws Exception {
    complete("checkpoints/job/chk-1", 1);
    Semaphore looking = new Semaphore(0);
    Semaphore changed = new Semaphore(0);
    CompletableFuture<Void> job =
        CompletableFuture.runAsync(
            () -> {
              for (long number = 2; number <= LAST; number++) {
                looking.acquireUninterruptibly();
                complete("checkpoints/job/chk-" + number, number);
                delete("checkpoints/job/chk-" + (number - 1));
                changed.release();
              }
            });
    for (long number = 2; number <= LAST; number++) {
      looking.release();
      Path found = SavedStates.newest(root).orElseThrow();
      long newest = Long.parseLong(found.getFileName().toString().substring("chk-".length()));
      assertThat(newest).isBetween(number - 1, number);
      assertThat(changed.tryAcquire(1, TimeUnit.MINUTES)).as("the job goes on").isTrue();
    }
    job.join();
  }

  /** As Flink does it: written under another name, then renamed. */
  private Path complete(String name, long number) {
    try {
      Path dir = Files.createDirectories(root.resolve(name));
      Path written = dir.resolve("_metadata.inprogress");
      try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(written))) {
        Checkpoints.storeCheckpointMetadata(
            new CheckpointMetadata(number, List.of(operator(dir)), List.of()), out);
      }
      Files.move(written, dir.resolve("_metadata"), StandardCopyOption.ATOMIC_MOVE);
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(String name) {
    try {
      FileUtils.deleteDirectory(root.resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a file beside the metadata: to name it, Flink asks where the metadata stand. */
  private static OperatorState operator(Path dir) {
    OperatorState operator = new OperatorState("count", "count", new OperatorID(), 1, 128);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(
                new KeyGroupsStateHandle(
                    new KeyGroupRangeOffsets(KeyGroupRange.of(0, 127)),
                    new RelativeFileStateHandle(
                        new org.apache.flink.core.fs.Path(dir.resolve("state").toString()),
                        "state",
                        1)))
            .build());
    return operator;
  }
}
