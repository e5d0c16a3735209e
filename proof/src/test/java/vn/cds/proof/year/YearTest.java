package vn.cds.proof.year;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class YearTest {

  @Tag("slow")
  @Test
  @Tag("end-to-end")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aPartOfTheYearIsReadBackToTheLastUnit(@TempDir Path directory) {
    StringWriter out = new StringWriter();

    int code =
        new CommandLine(new YearCommand())
            .setOut(new PrintWriter(out))
            .execute("--events=20000", "--data=" + directory.resolve("data"));

    System.out.println(out);
    assertThat(code).isZero();
    assertThat(out.toString())
        .containsPattern("documents +sent +20,000 +year's view +20,000\n")
        .endsWith("0 differences\n");
  }
}
