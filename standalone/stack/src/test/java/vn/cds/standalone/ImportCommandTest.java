package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.error.ExitCode;

/** What an import tells before anything is started. */
class ImportCommandTest {
  private static final Path CASES =
      Path.of(System.getProperty("cds.root")).resolve("importer/src/test/resources/import");

  @TempDir Path dir;

  @Test
  void aDryRunTellsCommunesAndDaysAndWhatIsRejected() throws IOException {
    Path folder = CASES.resolve("rows-without-start");
    Path rejects = dir.resolve("rejects.csv");
    CommandLine run =
        CommandLine.run(
            "import",
            "--mapping",
            folder.resolve("mapping.properties"),
            "--dry-run",
            "--rejects",
            rejects,
            folder.resolve("in.csv"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .containsPattern("14797 Phường Hạc Thành +1 +1 +0 +0 +0")
        .containsPattern("2025-10-01 +1 +1 +0 +0 +0")
        .contains("in.csv:3  H56-2  MISSING_FIELD")
        .contains("rows read 4, counted 1, rejected 3, left out 0")
        .contains("events: would be 2 new, 0 taken back, 0 unchanged")
        .contains("would be received 1, on time 1, late 0, open 0; nothing was counted");
    assertThat(Files.readAllLines(rejects)).hasSize(4);
  }

  @Test
  void inspectWritesAMappingOnceAndSaysWhatIsMissing() throws IOException {
    Path mapping = dir.resolve("mapping.properties");
    Path file = CASES.resolve("excel-report/in.csv");
    CommandLine run = CommandLine.run("import", "inspect", file, "--out", mapping);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .contains("To be filled in, as no column was found: commune_code, procedure_code");
    assertThat(Files.readString(mapping)).contains("dossier_code.column = Mã hồ sơ");
    CommandLine again = CommandLine.run("import", "inspect", file, "--out", mapping);
    assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err()).contains("exists already");
  }

  @Test
  void mistakesAreToldInASentence() throws IOException {
    Path folder = CASES.resolve("due-date");
    CommandLine without = CommandLine.run("import", folder.resolve("in.csv"));
    assertThat(without.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(without.err()).contains("--mapping FILE is missing");
    CommandLine other =
        CommandLine.run(
            "import",
            "--kind",
            "payments",
            "--mapping",
            folder.resolve("mapping.properties"),
            folder.resolve("in.csv"));
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err())
        .contains("--kind is payments, but the mapping says kind = service-requests");
    CommandLine date = oneFile(folder, "--as-of", "31/10/2026");
    assertThat(date.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(date.err()).contains("--as-of 31/10/2026 is not a day or a time such as");
    CommandLine future = oneFile(folder, "--as-of", "2099-10-31");
    assertThat(future.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(future.err()).contains("in.csv: the date of the export, 2099-10-31, is yet to come");
    CommandLine kafka = oneFile(folder, "--kafka", "127.0.0.1:1");
    assertThat(kafka.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(kafka.err()).contains("127.0.0.1:1");
    CommandLine back = oneFile(folder, "--take-back", "--again");
    assertThat(back.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(back.err()).contains("leave out files, --as-of, --again and --dry-run");
    CommandLine view =
        CommandLine.run("import", "--mapping", view(folder), "--as-of", "2026-10-31", "--dry-run");
    assertThat(view.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(view.err()).contains("the rows are in the view that the mapping names");
    CommandLine driver = CommandLine.run("import", "--mapping", view(folder), "--dry-run");
    assertThat(driver.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(driver.err())
        .contains("there is no driver for jdbc:oracle: here. Put the jar of ojdbc11, from Oracle");
    CommandLine columns =
        CommandLine.run(
            "import",
            "--mapping",
            folder.resolve("mapping.properties"),
            CASES.resolve("padded-header/in.csv"));
    assertThat(columns.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(columns.err())
        .contains("mapping.properties:6:23: the column 'nhan' is not in the file");
  }

  private Path view(Path folder) throws IOException {
    return Files.writeString(
        dir.resolve("view.properties"),
        Files.readString(folder.resolve("mapping.properties"))
            + "view.url = jdbc:oracle:thin:@//db:1521/x\nview.table = dossier\n");
  }

  private static CommandLine oneFile(Path folder, Object option, Object value) {
    return CommandLine.run(
        "import",
        "--mapping",
        folder.resolve("mapping.properties"),
        option,
        value,
        folder.resolve("in.csv"));
  }
}
