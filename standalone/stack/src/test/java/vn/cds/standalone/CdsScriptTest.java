package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.standalone.error.ExitCode;

/**
 * The script {@code cds} in a tree of its own, with a Maven and a Java that only write down what
 * they are told.
 */
class CdsScriptTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path dir;
  private Path tree;
  private Path programs;
  private String others = System.getenv("PATH");

  @BeforeEach
  void makeTheTree() throws IOException {
    tree = Files.createDirectories(dir.toRealPath().resolve("a tree"));
    programs = Files.createDirectories(dir.resolve("programs"));
    for (String file :
        new String[] {"cds", "dashboard/web/node-version.cjs", "dashboard/web/package.json"}) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.copy(ROOT.resolve(file), tree.resolve(file));
    }
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    program("jdk/bin/javac", "echo javac 17.0.1");
    program("jdk/bin/java", "printf '<%s>' \"$@\"");
    program("npm", "exit 1");
    maven("");
  }

  @Test
  void findsItsTreeThroughSymbolicLinks() throws Exception {
    Path link = Files.createDirectories(dir.resolve("bin")).resolve("cds");
    Files.createSymbolicLink(dir.resolve("link"), tree.resolve("cds"));
    Files.createSymbolicLink(link, Path.of("../link"));

    Run run = new Run(link, "status", "an argument");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("<-Dcds.root=" + tree + ">")
        .endsWith("<vn.cds.standalone.cli.Cds><status><an argument>");
    assertThat(built()).isEqualTo("install in " + tree + "\n");
    assertThat(dir.resolve("bin/target")).doesNotExist();
  }

  /** Nothing of it lies in the home of who built it. */
  @Test
  void runsTheJarsOfTheTreeInTheirOrderAndBuildsOnce() throws Exception {
    Run first = new Run(tree.resolve("cds"), "status");
    Run second = new Run(tree.resolve("cds"), "status");

    Path target = tree.resolve("proof/target");
    for (Run run : new Run[] {first, second}) {
      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.output())
          .contains("<-cp><%1$s/classes:%1$s/lib/b.jar:%1$s/lib/a.jar>".formatted(target));
    }
    assertThat(built()).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"status, true", "build, true", "test, true", "status, false"})
  void waitsWhileAnotherOneBuildsInTheTree(String command, boolean flock) throws Exception {
    if (!flock) {
      hidePrograms(); // flock among them, as on macOS
    }
    maven("while [ ! -e '" + dir.resolve("go on") + "' ]; do sleep 0.05; done");
    Run first = new Run(tree.resolve("cds"), "status");
    await().atMost(PATIENCE).until(() -> Files.exists(dir.resolve("maven.log")));
    Run second = new Run(tree.resolve("cds"), command);
    await().atMost(PATIENCE).until(() -> second.soFar().contains("another ./cds builds or tests"));

    assertThat(built()).hasLineCount(1);
    Files.createFile(dir.resolve("go on"));

    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(second.exitCode()).as(second.output()).isZero();
    // What the first has built is fresh; the tests are run in two halves.
    assertThat(built()).hasLineCount(Map.of("status", 1, "build", 2, "test", 3).get(command));
  }

  /** Each module is in one half of the tests, and a failure of either is one of all. */
  @ParameterizedTest
  @ValueSource(strings = {"-pl dashboard", "-pl !dashboard"})
  void failsWhenAHalfOfTheTestsFails(String half) throws Exception {
    maven("case \"$*\" in *'" + half + "'*) exit 1 ;; esac");

    Run run = new Run(tree.resolve("cds"), "test");

    assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
    assertThat(built().lines())
        .containsExactly("install in " + tree, "verify in " + tree, "verify in " + tree);
  }

  /** The lock ends with the build, and not with what it started. */
  @Test
  void buildsWhileAnotherOneRuns() throws Exception {
    program("jdk/bin/java", "while [ ! -e '" + dir.resolve("go on") + "' ]; do sleep 0.05; done");
    Run running = new Run(tree.resolve("cds"), "demo");
    await().atMost(PATIENCE).until(() -> Files.exists(tree.resolve("target/built")));

    Run build = new Run(tree.resolve("cds"), "build");

    assertThat(build.exitCode()).as(build.output()).isZero();
    assertThat(built()).hasLineCount(2);
    Files.createFile(dir.resolve("go on"));
    assertThat(running.exitCode()).as(running.output()).isZero();
  }

  @Test
  void saysThatTooFewFilesMayBeOpen() throws Exception {
    Path few = program("few", "ulimit -n 256; exec '" + tree.resolve("cds") + "' \"$@\"");

    Run run = new Run(few, "status");

    assertThat(run.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(run.output()).contains("only 256 files may be open at once here. Raise");
  }

  @Test
  void saysWhatToDoWhenTheTreeIsNotItsOwnToBuild() throws Exception {
    Files.writeString(tree.resolve("target"), "no directory, not even for root");

    Run run = new Run(tree.resolve("cds"), "status");

    assertThat(run.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(run.output()).contains("is not yours to write. Run " + tree + "/cds build as");
  }

  @Test
  void buildsWithTheWrapperOfTheTreeWhereThereIsNoMaven() throws Exception {
    hidePrograms(); // mvn among them
    Path maven = programs.resolve("mvn");
    Path wrapper = tree.resolve("mvnw");
    Files.move(maven, wrapper);

    Run with = new Run(tree.resolve("cds"), "build");
    assertThat(with.exitCode()).as(with.output()).isZero();
    assertThat(built()).isEqualTo("install in " + tree + "\n");

    Files.delete(wrapper);
    Run without = new Run(tree.resolve("cds"), "build");
    assertThat(without.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(without.output()).contains("Maven is not on the PATH. Install it");
  }

  @ParameterizedTest
  @CsvSource({
    "18.20.8, false", "20.18.3, false", "20.19.0, true", "20.20.2, true", "21.7.3, false",
    "22.11.0, false", "22.12.0, true", "23.11.1, false", "24.0.0, true", "26.1.0, true",
  })
  void buildsWithTheNodeThatThePageNeeds(String version, boolean good) throws Exception {
    Path pretend =
        Files.writeString(
            dir.resolve("pretend.cjs"),
            "Object.defineProperty(process, 'versions', { value: { node: '" + version + "' } });");
    program("node", "PATH=${PATH#*:} exec node -r '" + pretend + "' \"$@\"");

    Run run = new Run(tree.resolve("cds"), "build");

    if (good) {
      assertThat(run.exitCode()).as(run.output()).isZero();
    } else {
      assertThat(run.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(run.output())
          .contains("Node " + version + " is on the PATH, but the board's page is built with Node");
      assertThat(dir.resolve("maven.log")).doesNotExist();
    }
  }

  // --- The tree and its programs ---

  /** Writes down that it was called, then does as told, then leaves what the script needs. */
  private void maven(String meanwhile) throws IOException {
    program(
        "mvn",
        """
        for goal; do [ "$goal" = install ] || [ "$goal" = verify ] && break; done
        echo "$goal in ${4%%/pom.xml}" >> '%s/maven.log'
        %s
        mkdir -p "${4%%/pom.xml}/proof/target"
        printf '@lib@/b.jar:@lib@/a.jar' > "${4%%/pom.xml}/proof/target/runtime.classpath"
        """
            .formatted(dir, meanwhile));
  }

  private String built() throws IOException {
    return Files.readString(dir.resolve("maven.log"));
  }

  private Path program(String name, String script) throws IOException {
    Path file = programs.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Leaves what the script needs of this machine: no flock, and no Maven but the one here. */
  private void hidePrograms() throws IOException {
    for (String name :
        "bash dirname find mkdir mv node perl readlink sed sleep tee touch".split(" ")) {
      Path found =
          Stream.of(System.getenv("PATH").split(":"))
              .map(folder -> Path.of(folder, name))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      program(name, "exec '" + found + "' \"$@\"");
    }
    others = programs.toString();
  }

  /** A run of the script, which goes on meanwhile. */
  private final class Run {
    private final Path output;
    private final Process process;

    Run(Path script, String... arguments) throws IOException {
      output = Files.createTempFile(dir, "output", ".txt");
      ProcessBuilder builder = new ProcessBuilder(script.toString());
      builder.command().addAll(List.of(arguments));
      builder.environment().put("PATH", programs + ":" + others);
      builder.environment().put("CDS_JAVA_HOME", programs.resolve("jdk").toString());
      process =
          builder
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
    }

    String soFar() throws IOException {
      return Files.readString(output);
    }

    int exitCode() throws InterruptedException {
      return process.waitFor();
    }

    String output() throws IOException, InterruptedException {
      exitCode();
      return soFar();
    }
  }
}
