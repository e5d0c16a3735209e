package vn.cds.proof.year;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.standalone.cli.Subcommand;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** {@code ./cds year}. */
@Command(
    name = "year",
    mixinStandardHelpOptions = true,
    description = {
      "Reproduce a published year: send the document exchanges of Thanh Hoá in 2022 through Kafka,"
          + " count them with the document job as history, and read them back from the year's view.",
      "",
      "Every sum is compared with what was sent. Published: 3,436,164 exchanges, 98.72 % signed"
          + " personally, 99.07 % signed by the organisation."
    },
    footer = {"", "The exit code is 0 when no sum differs. Example: ./cds year"})
public final class YearCommand implements Subcommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--events",
      description = "Only so many exchanges. Default: ${DEFAULT-VALUE}, the whole year.",
      defaultValue = "3436164")
  private long events;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the stack keeps its data; emptied first. Default: ${DEFAULT-VALUE}.",
      defaultValue = "data/year")
  private Path data;

  @Override
  public Integer call() throws Exception {
    if (events < 100 || events > 3_436_164) {
      throw UserError.usage("--events must lie between 100 and 3436164");
    }
    PrintWriter out = spec.commandLine().getOut();
    return new YearRun(events, data, out).run() ? ExitCode.OK : ExitCode.FAILED;
  }
}
