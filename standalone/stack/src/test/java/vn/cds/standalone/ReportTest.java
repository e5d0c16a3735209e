package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.error.ExitCode;
import vn.cds.testkit.TestClickHouse;

/** The leadership report from the command line. */
class ReportTest {
  @TempDir Path dir;

  @Test
  void mistakesAreTold() {
    assertFails(report("2026-Q5", "38", "http://127.0.0.1:1"), ExitCode.USAGE, "2026-Q4");
    assertFails(report("2026-Q3", "39", "http://127.0.0.1:1"), ExitCode.USAGE, "--province", "39");
    assertFails(
        report("2026-Q3", "38", "http://127.0.0.1:1", "--at", "noon"), ExitCode.USAGE, "--at");
    assertFails(
        report("2026-Q3", "38", "http://127.0.0.1:1", "--at", "2999-01-01T00:00:00Z"),
        ExitCode.USAGE,
        "future");
    assertFails(report("2026-Q3", "38", "http://127.0.0.1:1"), ExitCode.ENVIRONMENT, "127.0.0.1:1");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aPageAndAWorkbookAreWritten() throws IOException {
    Path out = dir.resolve("reports");
    TestClickHouse.emptied();
    EmbeddedClickHouse server = TestClickHouse.server();
    assertThat(CommandLine.runOn(server, "migrate").exitCode()).isEqualTo(ExitCode.OK);
    CommandLine report =
        CommandLine.runOn(
            server, "report", "--period", "2025-Q4", "--province", "38", "--out", out);
    assertThat(report.exitCode()).as(report.err()).isEqualTo(ExitCode.OK);
    assertThat(report.out()).contains("2025-Q4: 0 of 166 communes reported, 0 ranked");
    assertFails(
        CommandLine.runOn(
            server, "report", "--period", "2025-Q4", "--province", "38", "--catalogue", "7"),
        ExitCode.USAGE,
        "load 7");
    assertThat(Files.readString(out.resolve("report-38-2025-Q4.html")))
        .contains("Quý IV năm 2025", "Chưa có đơn vị nào đủ dữ liệu");
    assertThat(out.resolve("report-38-2025-Q4.xlsx")).isNotEmptyFile();
  }

  private static CommandLine report(String period, String province, String url, Object... more) {
    Object[] words = new Object[7 + more.length];
    System.arraycopy(
        new Object[] {"report", "--period", period, "--province", province, "--clickhouse", url},
        0,
        words,
        0,
        7);
    System.arraycopy(more, 0, words, 7, more.length);
    return CommandLine.run(words);
  }

  private static void assertFails(CommandLine run, int exitCode, String... parts) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err()).contains(parts);
  }
}
