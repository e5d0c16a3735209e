package vn.cds.standalone.command.option;

import java.time.Duration;
import picocli.CommandLine.Option;
import vn.cds.standalone.error.UserError;

/** How long a command waits for the first answer of each server that it needs. */
public final class AnswerTime {
  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description =
          "How long each server may take for its first answer. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  public Duration limit() {
    if (!(seconds >= 0.1 && seconds <= 3_600)) {
      throw UserError.usage("--within must lie between 0.1 and 3600 seconds");
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
