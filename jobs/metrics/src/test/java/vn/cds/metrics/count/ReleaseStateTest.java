package vn.cds.metrics.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.PackedChange;
import vn.cds.metrics.change.PackedChangeSerializer;
import vn.cds.metrics.rules.DossierRules;

/**
 * Every release leaves what its counting operator had in its state in {@code
 * src/test/resources/state/releases/VERSION}, with the changes that were counted and those that
 * come after. Every later version goes on from there and shows what it shows when it counts all
 * changes itself.
 *
 * <p>{@code -Dcds.release.write=VERSION}, which {@code deploy/release} sets, writes the files of a
 * release. They are never changed.
 */
class ReleaseStateTest {
  private static final Path RELEASES =
      Path.of(System.getProperty("cds.root"), "jobs/metrics/src/test/resources/state/releases");
  private static final String WRITE = System.getProperty("cds.release.write");
  private static final String SNAPSHOT = "count-operator.snapshot";
  private static final String COUNTED = "counted.changes";
  private static final String AFTERWARDS = "afterwards.changes";
  private static final int EVENTS = 150;
  private static final DossierRules RULES = new DossierRules(WorkingCalendar.bundled(), true);

  @BeforeAll
  static void writeTheRelease() throws Exception {
    if (WRITE == null) {
      return;
    }
    List<Change> changes = new RandomEvents(1).corrections(EVENTS);
    List<Change> counted = changes.subList(0, changes.size() / 2);
    Path directory = Files.createDirectories(RELEASES.resolve(WRITE));
    write(directory.resolve(COUNTED), counted);
    write(directory.resolve(AFTERWARDS), changes.subList(counted.size(), changes.size()));
    try (CountHarness run = count(counted)) {
      OperatorSnapshotUtil.writeStateHandle(
          run.snapshot(1), directory.resolve(SNAPSHOT).toString());
    }
  }

  static List<Path> releases() throws IOException {
    if (!Files.exists(RELEASES)) {
      return List.of();
    }
    try (Stream<Path> directories = Files.list(RELEASES)) {
      return directories.sorted().toList();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("releases")
  void goesOnFromTheStateOfTheRelease(Path release) throws Exception {
    List<Change> counted = read(release.resolve(COUNTED));
    List<Change> afterwards = read(release.resolve(AFTERWARDS));
    List<Change> all = new ArrayList<>(counted);
    all.addAll(afterwards);
    Map<String, Row> expected;
    try (CountHarness whole = count(all)) {
      expected = whole.shown();
    }
    CountHarness before = count(counted);
    before.snapshot(1); // writes the rows of what was counted
    try (CountHarness run =
        before.restart(
            RULES,
            OperatorSnapshotUtil.readStateHandle(release.resolve(SNAPSHOT).toString()),
            1000)) {
      for (Change change : afterwards) {
        run.process(change);
      }
      assertThat(run.shown()).isNotEmpty().isEqualTo(expected);
    }
  }

  private static CountHarness count(List<Change> changes) throws Exception {
    CountHarness run = CountHarness.open(RULES, 1000);
    for (Change change : changes) {
      run.process(change);
    }
    return run;
  }

  private static void write(Path file, List<Change> changes) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(changes.size());
      for (Change change : changes) {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        PackedChangeSerializer.INSTANCE.serialize(PackedChange.of(change), bytes);
        out.writeInt(bytes.length());
        out.write(bytes.getSharedBuffer(), 0, bytes.length());
      }
    }
  }

  private static List<Change> read(Path file) throws IOException {
    List<Change> changes = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      for (int left = in.readInt(); left > 0; left--) {
        PackedChange packed =
            PackedChangeSerializer.INSTANCE.deserialize(
                new DataInputDeserializer(in.readNBytes(in.readInt())));
        changes.add(
            PackedChange.read(packed.communeCode(), new DataInputDeserializer(packed.bytes())));
      }
    }
    return changes;
  }
}
