package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.error.ExitCode;

/** {@code ./cds sources}; what the gateway makes of the file, its own tests say. */
class SourcesTest {
  @TempDir private Path directory;

  private CommandLine sources(String command, Object... more) {
    Object[] arguments = new Object[4 + more.length];
    arguments[0] = "sources";
    arguments[1] = command;
    arguments[2] = "--file";
    arguments[3] = directory.resolve("sources.yaml");
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandLine.run(arguments);
  }

  private CommandLine add(String name, Object... more) {
    Object[] arguments = new Object[4 + more.length];
    arguments[0] = "--name";
    arguments[1] = name;
    arguments[2] = "--kind";
    arguments[3] = "payments";
    System.arraycopy(more, 0, arguments, 4, more.length);
    return sources("add", arguments);
  }

  @Test
  void aSourceIsAddedRotatedListedAndEnded() throws Exception {
    CommandLine added = add("one-stop", "--province", "38", "--kind", "documents");
    assertThat(added.exitCode()).as(added.err()).isEqualTo(ExitCode.OK);
    assertThat(added.out()).matches("cds_[A-Za-z0-9_-]{43}\\R");
    Path file = directory.resolve("sources.yaml");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    CommandLine rotated = sources("rotate", "--name", "one-stop", "--grace", "P7D");
    assertThat(rotated.out()).matches("cds_[A-Za-z0-9_-]{43}\\R").isNotEqualTo(added.out());
    assertThat(Files.readString(file))
        .doesNotContain(added.out().strip().substring(4), rotated.out().strip().substring(4));
    assertThat(sources("list").out())
        .contains("one-stop: documents, payments; provinces 38; communes -; 1000 records/s;")
        .containsPattern(
            "(?s)token [0-9a-f]{8}, made \\S+, until .*token [0-9a-f]{8}, made \\S+\\R");
    assertThat(sources("end", "--name", "one-stop").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(sources("list").out()).contains("  ended ").doesNotContain("  token ");
    assertThat(sources("rotate", "--name", "one-stop").err())
        .isEqualTo("Error: the source one-stop has ended\n");
  }

  @Test
  void whatIsWrongIsToldAndNothingIsWritten() throws Exception {
    assertThat(sources("list").err()).contains("there is no file");
    assertThat(add("one", "--province", "99").err())
        .contains("provinces has \"99\"; it is no code of a province in the roster.");
    assertThat(directory.resolve("sources.yaml")).doesNotExist();
    assertThat(add("one", "--commune", "14758").exitCode()).isEqualTo(ExitCode.OK);
    String before = Files.readString(directory.resolve("sources.yaml"));
    assertThat(add("one", "--commune", "14758").err()).contains("there is a source one already");
    assertThat(sources("end", "--name", "onne").err())
        .isEqualTo("Error: there is no source onne (nearest: one)\n");
    assertThat(add("two").err()).contains("name the communes that the source serves");
    assertThat(sources("rotate", "--name", "one", "--grace", "P91D").exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(Files.readString(directory.resolve("sources.yaml"))).isEqualTo(before);
  }
}
