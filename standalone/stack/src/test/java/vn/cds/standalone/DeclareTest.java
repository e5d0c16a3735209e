package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.metrics.MetricJob;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Row;
import vn.cds.standalone.error.ExitCode;

/** Declaring figures in the real stack, with the files that are shipped. */
class DeclareTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("cds.root"), "examples", "declared");

  @TempDir Path dir;

  @Test
  void theShippedFilesAreShownOnce() throws Exception {
    Path data = dir.resolve("data");
    try (EmbeddedStack stack =
        EmbeddedStack.builder(data).jobs(MetricJob.DECLARED_FIGURES).start()) {
      for (String name : List.of("thanh-hoa.csv", "nam-dinh.csv", "tay-ninh.csv")) {
        CommandLine declare = CommandLine.run("declare", "--data", data, EXAMPLES.resolve(name));
        assertThat(declare.exitCode()).as(declare.err()).isEqualTo(ExitCode.OK);
        assertThat(declare.out()).containsPattern("(?m)^[1-9][0-9]* new, 0 already there$");
      }
      CommandLine again =
          CommandLine.run("declare", "--data", data, EXAMPLES.resolve("tay-ninh.csv"));
      assertThat(again.out())
          .contains("0 new, 3 already there")
          .contains("there  former-province 72  dti_awareness_indicators  2022: 8 of 10")
          .doesNotContain("sent to");
      try (NamedQueries queries = NamedQueries.of(stack.database())) {
        Map<String, Object> at =
            Map.of("province", "38", "to_day", LocalDate.of(2024, 7, 1), "at", Instant.now());
        Row thanhHoa =
            queries.run("recognition_progress", at).stream()
                .filter(row -> row.text("unit").equals("38") && row.integer("year") == 2024)
                .findAny()
                .orElseThrow();
        assertThat(thanhHoa.integer("target")).isEqualTo(133);
        assertThat(thanhHoa.integer("declared_recognised")).isEqualTo(60);
        assertThat(thanhHoa.integer("declared_recognised_in_all")).isEqualTo(95);
        assertThat(queries.run("conservation", Map.of())).hasSize(3);
      }
    }
  }

  @Test
  void aFileWithAFaultIsNotSent() throws Exception {
    String good = Files.readString(EXAMPLES.resolve("tay-ninh.csv"));
    Path bad = Files.writeString(dir.resolve("bad.csv"), good.replace("132000", "132.000.000"));
    // No stack runs there: what would be sent is not even looked for.
    CommandLine declare = CommandLine.run("declare", "--data", dir.resolve("none"), bad);
    assertThat(declare.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(declare.err()).contains("bad.csv:6: value has another JSON type; send a number");
  }

  @Test
  void aDryRunOnlyChecks() throws Exception {
    CommandLine declare =
        CommandLine.run("declare", "--dry-run", EXAMPLES.resolve("thanh-hoa.csv"));
    assertThat(declare.exitCode()).as(declare.err()).isEqualTo(ExitCode.OK);
    assertThat(declare.out()).contains("21 figures, all valid").contains("nothing was sent");
    String text = Files.readString(EXAMPLES.resolve("tay-ninh.csv"));
    Path bad =
        Files.writeString(
            dir.resolve("wrong.csv"), text.replace("former-province,72", "province,72"));
    CommandLine wrong = CommandLine.run("declare", "--dry-run", bad);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("wrong.csv:4: unit is not known", "wrong.csv:6: unit");
    assertThat(wrong.err()).doesNotContain("\tat ");
  }
}
