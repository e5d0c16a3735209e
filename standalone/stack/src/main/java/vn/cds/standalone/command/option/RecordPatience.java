package vn.cds.standalone.command.option;

import java.time.Duration;
import picocli.CommandLine.Option;
import vn.cds.standalone.error.UserError;

/** How long Kafka may take none of the records that it was sent. */
public final class RecordPatience {
  private static final int MOST_SECONDS = 86_400;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "How long Kafka may take for a record before the command gives up. Default:"
              + " ${DEFAULT-VALUE}.")
  private int seconds;

  /**
   * From a second to a day.
   *
   * @throws UserError for anything else
   */
  public Duration limit() {
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw UserError.usage("--patience lies between 1 and " + MOST_SECONDS);
    }
    return Duration.ofSeconds(seconds);
  }
}
