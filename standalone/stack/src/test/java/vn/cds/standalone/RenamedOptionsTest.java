package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.standalone.error.ExitCode;

/** An option of an earlier version is refused with its new name. */
class RenamedOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "status --bootstrap x, --bootstrap is called --kafka now",
    "status --bootstrap=x, --bootstrap is called --kafka now",
    "send --bootstrap x events.jsonl, --bootstrap is called --kafka now",
    "simulate --scenario demo --bootstrap x, --bootstrap is called --kafka now",
    "declare --bootstrap x figures.csv, --bootstrap is called --kafka now",
    "notify --config a.yaml --bootstrap x, --bootstrap is called --kafka now",
    "silences list --bootstrap x, --bootstrap is called --kafka now",
    "rules publish --bootstrap x, --bootstrap is called --kafka now",
    "migrate --url x, --url is called --clickhouse now",
    "report --url x, --url is called --clickhouse now",
    "indicators check --url x, --url is called --clickhouse now",
    "rules dry-run --url x, --url is called --clickhouse now",
    "submit --rest x, --rest is called --flink now",
    "keep --rest x --check, --rest is called --flink now",
    "indicators load --by An --why x, --why is called --reason now",
    "indicators load --why x --url y, --why is called --reason now; --url is called --clickhouse now",
    "simulate --scenario demo --to x, --to is called --out now",
  })
  void isToldWithItsNewName(String arguments, String message) {
    CommandLine command = CommandLine.run((Object[]) arguments.split(" "));
    assertThat(command.err()).startsWith("Error: " + message + System.lineSeparator());
    assertThat(command.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aNameThatTheCommandKnowsIsNotOld() {
    CommandLine dryRun = CommandLine.run("rules", "dry-run", "a.yaml", "--to", "x");
    assertThat(dryRun.err()).contains("--to").doesNotContain("now");
    assertThat(dryRun.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
