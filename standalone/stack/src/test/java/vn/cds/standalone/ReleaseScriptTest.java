package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code deploy/release} in a repository of two poms, with a Maven that writes state.
 */
class ReleaseScriptTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));
  private static final List<String> STATES =
      List.of(
          "jobs/metrics/src/test/resources/state/releases",
          "jobs/alerts/src/test/resources/state/releases");

  @TempDir private Path dir;
  private Path tree;

  @BeforeEach
  void makeTheRepository() throws Exception {
    tree = Files.createDirectories(dir.toRealPath().resolve("a tree"));
    Files.createDirectories(tree.resolve("deploy"));
    Files.copy(ROOT.resolve("deploy/release"), tree.resolve("deploy/release"));
    // A dependency that happens to have the version of the release.
    write("pom.xml", pom("  <version>1.0.0-SNAPSHOT</version>\n  <x><version>1.0.0</version></x>"));
    write("jobs/pom.xml", pom("  <parent><version>1.0.0-SNAPSHOT</version></parent>"));
    write("CHANGELOG.md", "# Changelog\n\n## 1.0.0 (not yet released)\n\n- **Board:** ranks.\n");
    maven(0);
    git("init", "-q", "--initial-branch=main");
    git("add", ".");
    git("commit", "-q", "-m", "Begin");
  }

  @Test
  void commitsTagsAndOpensTheNextVersion() throws Exception {
    assertThat(release("1.0.0", "--skip-tests")).startsWith("0 Released 1.0.0 on main.");

    assertThat(git("log", "--format=%s")).isEqualTo("Begin 1.1.0\nRelease 1.0.0\nBegin\n");
    assertThat(git("tag", "--list", "--format=%(refname:short) %(contents)"))
        .isEqualTo("v1.0.0 Version 1.0.0\n\n- **Board:** ranks.\n\n");
    assertThat(git("show", "v1.0.0:pom.xml"))
        .isEqualTo(pom("  <version>1.0.0</version>\n  <x><version>1.0.0</version></x>"));
    assertThat(git("show", "v1.0.0:CHANGELOG.md"))
        .containsPattern("\n## 1.0.0 \\(\\d{4}-\\d\\d-\\d\\d\\)\n");
    for (String state : STATES) {
      assertThat(git("show", "v1.0.0:" + state + "/1.0.0/state.hex")).isEqualTo("01\n");
    }
    assertThat(Files.readString(tree.resolve("pom.xml")))
        .isEqualTo(pom("  <version>1.1.0-SNAPSHOT</version>\n  <x><version>1.0.0</version></x>"));
    assertThat(Files.readString(tree.resolve("jobs/pom.xml")))
        .isEqualTo(pom("  <parent><version>1.1.0-SNAPSHOT</version></parent>"));
    assertThat(Files.readString(tree.resolve("CHANGELOG.md")))
        .startsWith("# Changelog\n\n## 1.1.0 (not yet released)\n\n## 1.0.0 (2");
  }

  @Test
  void changesNothingInADryRunOrWhenAStepFails() throws Exception {
    assertThat(release("1.0.0", "--dry-run")).startsWith("0 Would release 1.0.0");
    maven(1);
    git("commit", "-q", "-a", "-m", "Break Maven");
    assertThat(release("1.0.0", "--skip-tests")).startsWith("1 Error: nothing was released");

    assertThat(git("status", "--porcelain")).isEmpty();
    assertThat(git("log", "--format=%s")).isEqualTo("Break Maven\nBegin\n");
    assertThat(git("tag")).isEmpty();
  }

  @Test
  void refusesWhatCannotBeReleased() throws Exception {
    assertThat(release("1.0")).startsWith("2 Error: name the version as MAJOR.MINOR.PATCH");
    assertThat(release("1.0.0", "--next", "1.0.0")).startsWith("2 Error: --next 1.0.0 is no");
    assertThat(release("2.0.0")).startsWith("1 Error: CHANGELOG.md has no line '## 2.0.0 (not");
    write("notes", "not committed");
    assertThat(release("1.0.0")).startsWith("1 Error: the tree is not clean");
  }

  // --- The repository and its programs ---

  private static String pom(String lines) {
    return "<project>\n" + lines + "\n</project>\n";
  }

  private Path write(String name, String text) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void maven(int exitCode) throws IOException {
    Path maven =
        write(
            "bin/mvn",
            """
            #!/bin/sh
            for state in %s; do
              mkdir -p $state/1.0.0
              echo 01 > $state/1.0.0/state.hex
            done
            exit %d
            """
                .formatted(String.join(" ", STATES), exitCode));
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Exit code and output of the script. */
  private String release(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(tree.resolve("deploy/release").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("PATH", tree.resolve("bin") + ":" + System.getenv("PATH"));
    return run(builder);
  }

  private String git(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("git");
    builder.command().addAll(List.of(arguments));
    String run = run(builder);
    assertThat(run).startsWith("0 ");
    return run.substring(2);
  }

  private String run(ProcessBuilder builder) throws Exception {
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "An");
      builder.environment().put("GIT_" + who + "_EMAIL", "an@example.org");
    }
    Process process = builder.directory(tree.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + output;
  }
}
