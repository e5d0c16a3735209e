package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.ExitCode;
import vn.cds.testkit.TestClickHouse;

/** An administrator changes the indicators. */
class IndicatorsTest {
  @TempDir Path dir;
  private Path copy;

  @BeforeEach
  void copyTheFileOfThisVersion() throws IOException {
    copy = Files.writeString(dir.resolve("copy.yaml"), Catalogue.bundled().text());
  }

  private void edit(String what, String into) throws IOException {
    String text = Files.readString(copy);
    assertThat(text).contains(what);
    int place = text.indexOf(what);
    Files.writeString(
        copy, text.substring(0, place) + into + text.substring(place + what.length()));
  }

  @Test
  void aCheckTellsWhatIsCovered() {
    CommandLine check = CommandLine.run("indicators", "check", copy);
    assertThat(check.exitCode()).as(check.err()).isEqualTo(ExitCode.OK);
    assertThat(check.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .contains(
            copy + " has no errors",
            "qd-766, points in all measured declared missing unnamed",
            "openness 18 0 18 0 0",
            "progress 20 20 0 0 0",
            "online-payment 10 8 2 0 0",
            "in all 100 52 48 0 0",
            "qd-1829, criteria in all measured declared missing unnamed",
            "in all 37 0 3 34 0")
        .anyMatch(
            line ->
                line.startsWith(
                        "not verified against their source, so without points and shown to"
                            + " operators only: 1.1-1.3, 3.1-3.3, ")
                    && line.contains("1829.digital-government-01"))
        .contains(
            "qd-1829 is not offered to leaders: less than half of it is verified, and the key"
                + " confirmed is empty")
        .anyMatch(line -> line.startsWith("cannot be computed yet: 1829.digital-government-01, "));
    assertThat(CommandLine.run("indicators", "check").out())
        .startsWith("the indicators.yaml of this version has no errors");
  }

  @Test
  void aCheckListsEveryErrorWithItsLine() throws IOException {
    edit("format: 1", "format: 2");
    edit("service_requests.received", "service_requests.recieved");
    CommandLine check = CommandLine.run("indicators", "check", copy);
    assertThat(check.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(check.out()).isEmpty();
    assertThat(check.err().lines())
        .hasSize(2)
        .anyMatch(line -> line.matches("Error: copy.yaml:[0-9]+: format is \"2\"; it must be 1\\."))
        .anyMatch(
            line ->
                line.matches(
                    "copy.yaml:[0-9]+: denominator uses service_requests.recieved, which is no"
                        + " measure; service_requests has .*"));
  }

  @Test
  void mistakesAreTold() {
    assertFails(
        CommandLine.run("indicators", "check", dir.resolve("no.yaml")),
        ExitCode.USAGE,
        "there is no file");
    assertFails(
        CommandLine.run("indicators", "check", copy, "--loaded"),
        ExitCode.USAGE,
        "do not go together");
    assertFails(CommandLine.run("indicators", "load", copy), ExitCode.USAGE, "--by", "--reason");
    assertFails(
        CommandLine.run("indicators", "load", copy, "--by", "An", "--reason", " "),
        ExitCode.USAGE,
        "'--reason'",
        "must not be blank");
    assertFails(
        CommandLine.run("indicators", "diff", copy, "--data", dir.resolve("none")),
        ExitCode.ENVIRONMENT,
        "no stack has run");
    assertFails(
        CommandLine.run("indicators", "diff", copy, "--clickhouse", "http://127.0.0.1:1"),
        ExitCode.ENVIRONMENT,
        "127.0.0.1:1");
    assertFails(CommandLine.run("indicators", "chekc"), ExitCode.USAGE, "chekc");
  }

  private static void assertFails(CommandLine command, int exitCode, String... words) {
    assertThat(command.err()).startsWith("Error: ").contains(words);
    assertThat(command.err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(command.exitCode()).as(command.err()).isEqualTo(exitCode);
  }

  @Test
  void filesAreComparedWithoutAServer() throws IOException {
    Path old = Files.copy(copy, dir.resolve("old.yaml"));
    assertThat(CommandLine.run("indicators", "diff", copy, "--against", old).out().lines())
        .containsExactly("against " + old, "nothing changes");
    edit("target: 0.5", "target: 0.6");
    assertThat(CommandLine.run("indicators", "diff", copy, "--against", old).out().lines())
        .containsExactly(
            "against " + old, "~ indicator 3.3, version 2022-06-23: target 0.5 -> 0.6");
  }

  @Test
  void aLoadIsSeenByTheNextDiff() throws IOException {
    TestClickHouse.emptied();
    EmbeddedClickHouse server = TestClickHouse.server();
    CommandLine migrate = CommandLine.runOn(server, "migrate");
    assertThat(migrate.exitCode()).as(migrate.err()).isEqualTo(ExitCode.OK);
    CommandLine unchanged = CommandLine.runOn(server, "indicators", "diff", copy);
    assertThat(unchanged.exitCode()).as(unchanged.err()).isEqualTo(ExitCode.OK);
    assertThat(unchanged.out())
        .startsWith("against load 1 of ")
        .contains(" by bundled: first start")
        .endsWith("nothing changes\n");

    edit("target: 0.5", "target: 0.6");
    String criteria = "    source: Quyết định 1829/QĐ-UBND của UBND tỉnh Thanh Hoá, 30/5/2023\n";
    edit(criteria, criteria + "    confirmed: {by: Đỗ An, on: 2026-11-02}\n");
    CommandLine load = load(server);
    assertThat(load.exitCode()).as(load.err()).isEqualTo(ExitCode.OK);
    assertThat(load.out()).isEqualTo("load 2: " + copy + "\n");
    CommandLine loaded = CommandLine.runOn(server, "indicators", "check", "--loaded");
    assertThat(loaded.exitCode()).as(loaded.err()).isEqualTo(ExitCode.OK);
    assertThat(loaded.out())
        .startsWith("load 2 of ")
        .contains("operators only: 1.1-1.3, 3.1-3.3, ")
        .contains("qd-1829 is offered to leaders: confirmed by Đỗ An on 2026-11-02");
    assertThat(load(server).out())
        .startsWith("nothing to load: the same content is load 2 of ")
        .contains(" by Đỗ An: mức mới");
    // A later migration leaves what an administrator loaded.
    assertThat(CommandLine.runOn(server, "migrate").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(CommandLine.runOn(server, "indicators", "diff").out().lines().skip(1))
        .containsExactly(
            "~ frame qd-1829: confirmed.by Đỗ An -> (empty)",
            "~ frame qd-1829: confirmed.on 2026-11-02 -> (empty)",
            "~ indicator 3.3, version 2022-06-23: target 0.6 -> 0.5");
  }

  private CommandLine load(EmbeddedClickHouse server) {
    return CommandLine.runOn(
        server, "indicators", "load", copy, "--by", "Đỗ An", "--reason", "mức mới");
  }
}
