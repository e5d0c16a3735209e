package vn.cds.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.error.ExitCode;

/** An option that this module's commands called otherwise is refused with its new name. */
class RenamedOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "audit --bootstrap x, --bootstrap is called --kafka now",
    "audit --wait 0, --wait is called --patience now",
    "verify --state rocksdb, --state is called --state-backend now",
  })
  void isToldWithItsNewName(String arguments, String message) {
    StringWriter err = new StringWriter();
    int code =
        Cds.run(
            new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments.split(" "));
    assertThat(err.toString()).startsWith("Error: " + message + System.lineSeparator());
    assertThat(code).isEqualTo(ExitCode.USAGE);
  }
}
