package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.cds.standalone.error.ExitCode;

/** What a user sees who makes a mistake: a sentence, an exit code, no stack trace. */
class CdsTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "import",
        "simulate",
        "send",
        "migrate",
        "indicators",
        "submit",
        "status",
        "board",
        "gateway",
        "sources",
        "topics",
        "doctor"
      })
  void everyCommandExplainsItselfWithExamples(String command) {
    CommandLine help = CommandLine.run(command, "--help");
    assertThat(help.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(help.out()).contains("Usage: cds " + command).contains("./cds " + command);
  }

  @Test
  void anUnknownCommandIsAMistakeInTheCommandLine() {
    assertFails(CommandLine.run("dmeo"), ExitCode.USAGE, "dmeo", "--help");
  }

  @Test
  void aMissingFileIsNamed() {
    assertFails(
        CommandLine.run("send", "--kafka", "127.0.0.1:1", dir.resolve("no.jsonl")),
        ExitCode.USAGE,
        "there is no file",
        "no.jsonl");
  }

  @Test
  void aNameFromOutsideDoesNotSteerTheTerminal() {
    CommandLine send =
        CommandLine.run(
            "send", "--kafka", "127.0.0.1:1", dir.resolve("no\u001b[2J\u202e\u200b.jsonl"));
    assertThat(send.err()).contains("no[2J.jsonl");
  }

  @Test
  void aWrongKindListsTheRightOnes() {
    assertFails(
        CommandLine.run("send", "--kind", "taxes", "x"),
        ExitCode.USAGE,
        "taxes",
        "documents, payments, service-requests");
  }

  @Test
  void aStackThatDoesNotRunIsSaidToStart() {
    assertFails(
        CommandLine.run("status", "--data", dir.resolve("none")),
        ExitCode.ENVIRONMENT,
        "no stack has run",
        "./cds demo");
  }

  @Test
  void aTakenPortIsNamedWithTheWayOut() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertFails(
          CommandLine.run("demo", "--port", taken.getLocalPort(), "--data", dir.resolve("demo")),
          ExitCode.ENVIRONMENT,
          "port " + taken.getLocalPort() + " is taken",
          "--port");
      assertThat(dir.resolve("demo")).doesNotExist();
    }
  }

  @Test
  void aDirectoryWithOtherFilesIsNotTouched() throws IOException {
    Files.writeString(dir.resolve("thesis.txt"), "years of work");
    assertFails(
        CommandLine.run("demo", "--port", "0", "--reset", "--data", dir),
        ExitCode.USAGE,
        "holds other files");
    assertThat(dir.resolve("thesis.txt")).exists();
  }

  @Test
  void aDirectoryInUseIsSaid() {
    try (DataDirectory other = DataDirectory.open(dir.resolve("used"))) {
      assertFails(
          CommandLine.run("demo", "--port", "0", "--data", other.root()),
          ExitCode.ENVIRONMENT,
          "another ./cds uses");
    }
  }

  @Test
  void anUnknownProvinceIsRefused() {
    assertFails(
        CommandLine.run("demo", "--province", "99"), ExitCode.USAGE, "there is no province 99");
  }

  @Test
  void anUnknownScenarioListsThem() {
    assertFails(
        CommandLine.run("simulate", "--scenario", "war", "--out", dir),
        ExitCode.USAGE,
        "war",
        "thanh-hoa-2022");
  }

  @Test
  void aServerThatIsNotThereIsSaid() {
    assertFails(
        CommandLine.run("migrate", "--clickhouse", "http://127.0.0.1:1"),
        ExitCode.ENVIRONMENT,
        "127.0.0.1:1");
  }

  @Test
  void aBoardForOthersWantsALogin() {
    assertFails(
        CommandLine.run("board", "--clickhouse", "http://127.0.0.1:1", "--address", "0.0.0.0"),
        ExitCode.USAGE,
        "needs authentication");
    assertFails(
        CommandLine.run("board", "--clickhouse", "http://127.0.0.1:1", "--login", "x"),
        ExitCode.USAGE,
        "--login needs a password");
  }

  @Test
  void anAccessFileIsReadBeforeTheBoardStarts() throws IOException {
    Path access = dir.resolve("access.yaml");
    Files.writeString(access, "format: 1\npasswords_file: board-users\ngrants: []\n");
    assertFails(
        CommandLine.run(
            "board", "--clickhouse", "http://127.0.0.1:1", "--access", access.toString()),
        ExitCode.USAGE,
        "access.yaml:2: passwords_file cannot be read",
        "access.yaml:3: grants has no entry");
    assertFails(
        CommandLine.run(
            "board",
            "--clickhouse",
            "http://127.0.0.1:1",
            "--login",
            "x",
            "--access",
            access.toString()),
        ExitCode.USAGE,
        "do not go together");
  }

  @Test
  void aPasswordBecomesALineWithoutIt() throws IOException {
    Path password = dir.resolve("password");
    Files.writeString(password, "correct horse battery\n");
    CommandLine line =
        CommandLine.run("password", "an.nguyen", "--password-file", password.toString());
    assertThat(line.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(line.out())
        .startsWith("an.nguyen:pbkdf2-sha512:210000:")
        .doesNotContain("correct horse");
    Files.writeString(password, "short\n");
    assertFails(
        CommandLine.run("password", "an", "--password-file", password.toString()),
        ExitCode.USAGE,
        "at least 10 characters");
  }

  @Test
  void aSecretOnTheCommandLineIsNotPossible() {
    assertFails(
        CommandLine.run("migrate", "--clickhouse", "http://127.0.0.1:1", "--password", "hunter2"),
        ExitCode.USAGE,
        "Unknown option");
  }

  @Test
  void aWrongJobOptionIsToldBeforeAnythingIsSubmitted() throws IOException {
    assertFails(
        CommandLine.run(
            "submit",
            "--flink",
            "http://127.0.0.1:1",
            "--job",
            "taxes",
            "--options",
            dir.resolve("job.properties")),
        ExitCode.USAGE,
        "taxes",
        "service-requests");
    assertFails(
        CommandLine.run(
            "submit",
            "--flink",
            "http://127.0.0.1:1",
            "--job",
            "payments",
            "--options",
            dir.resolve("job.properties")),
        ExitCode.USAGE,
        "job.properties: there is no file " + dir.resolve("job.properties"));
    assertFails(
        CommandLine.run(
            "submit",
            "--flink",
            "http://127.0.0.1:1",
            "--job",
            "payments",
            "--jar",
            Files.createFile(dir.resolve("a.jar")),
            "--options",
            Files.writeString(
                dir.resolve("good.properties"),
                "kafka.bootstrap.servers=a:1\nclickhouse.url=jdbc:clickhouse://b:2/cds\n")),
        ExitCode.ENVIRONMENT,
        "Flink at http://127.0.0.1:1 cannot be reached: nothing listens there");
  }

  @Test
  void theDoctorLooksAtThisMachine() {
    CommandLine doctor = CommandLine.run("doctor", "--port", "0");
    assertThat(doctor.out()).contains("Java ").contains("memory").contains("free for the data");
    assertThat(doctor.exitCode())
        .isEqualTo(doctor.out().contains("FAIL") ? ExitCode.ENVIRONMENT : ExitCode.OK);
  }

  @Test
  void theSimulatorWritesTheSameFilesForTheSameSeed() throws IOException {
    for (String run : new String[] {"a", "b"}) {
      CommandLine simulate =
          CommandLine.run(
              "simulate",
              "--scenario",
              "mixed",
              "--seed",
              "7",
              "--events",
              "500",
              "--from",
              "2026-10-08T00:00:00Z",
              "--faults",
              "all",
              "--out",
              dir.resolve(run));
      assertThat(simulate.exitCode()).as(simulate.err()).isEqualTo(ExitCode.OK);
    }
    for (String file :
        new String[] {"documents.jsonl", "payments.jsonl", "service-requests.jsonl"}) {
      assertThat(dir.resolve("a").resolve(file)).isNotEmptyFile();
      assertThat(dir.resolve("b").resolve(file))
          .hasSameBinaryContentAs(dir.resolve("a").resolve(file));
    }
    assertThat(dir.resolve("a").resolve("truth.json")).isNotEmptyFile();
  }

  private static void assertFails(CommandLine command, int exitCode, String... words) {
    assertThat(command.err()).startsWith("Error: ").contains(words);
    assertThat(command.err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(command.exitCode()).as(command.err()).isEqualTo(exitCode);
  }
}
