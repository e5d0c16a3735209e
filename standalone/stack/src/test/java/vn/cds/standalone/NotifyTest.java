package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.standalone.error.ExitCode;

/** The command {@code notify}; how it delivers is tested where the notifier lies. */
class NotifyTest {
  private static final String RIGHT =
      """
      format: 1
      board: http://127.0.0.1:8080
      recipients:
        - name: office
          channel: mail-folder
          directory: mailbox
      """;

  @TempDir Path dir;

  @Test
  void saysWhetherTheFileIsRight() throws IOException {
    CommandLine right = check(RIGHT);
    assertThat(right.exitCode()).as(right.err()).isEqualTo(ExitCode.OK);
    assertThat(right.out()).contains("is right: 1 recipients, 0 Alertmanagers");

    CommandLine wrong = check(RIGHT.replace("mail-folder", "pigeon"));
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("notifier.yaml:5: channel is \"pigeon\"; it must be mail,");
  }

  private CommandLine check(String text) throws IOException {
    Path file = Files.writeString(dir.resolve("notifier.yaml"), text);
    return CommandLine.run("notify", "--config", file, "--check");
  }
}
