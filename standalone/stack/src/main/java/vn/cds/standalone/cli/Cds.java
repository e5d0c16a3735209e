package vn.cds.standalone.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.importer.UnusableInput;
import vn.cds.importer.view.ViewUnavailable;
import vn.cds.standalone.command.BoardCommand;
import vn.cds.standalone.command.DoctorCommand;
import vn.cds.standalone.command.KeepCommand;
import vn.cds.standalone.command.MigrateCommand;
import vn.cds.standalone.command.MoveProvinceCommand;
import vn.cds.standalone.command.PasswordCommand;
import vn.cds.standalone.command.ReportCommand;
import vn.cds.standalone.command.StatusCommand;
import vn.cds.standalone.command.SubmitCommand;
import vn.cds.standalone.command.alert.NotifyCommand;
import vn.cds.standalone.command.alert.RulesCommand;
import vn.cds.standalone.command.alert.SilencesCommand;
import vn.cds.standalone.command.catalogue.IndicatorsCommand;
import vn.cds.standalone.command.demo.DemoCommand;
import vn.cds.standalone.command.feed.DeclareCommand;
import vn.cds.standalone.command.feed.ImportCommand;
import vn.cds.standalone.command.feed.SendCommand;
import vn.cds.standalone.command.feed.SimulateCommand;
import vn.cds.standalone.command.gateway.GatewayCommand;
import vn.cds.standalone.command.gateway.SourcesCommand;
import vn.cds.standalone.command.topic.TopicsCommand;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/** The command line of the project, {@code ./cds}. */
@Command(
    name = "cds",
    mixinStandardHelpOptions = true,
    versionProvider = Cds.Version.class,
    description =
        "Real-time monitoring of digital transformation in Vietnam's communes, on one machine or"
            + " many.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BoardCommand.class,
      DemoCommand.class,
      ImportCommand.class,
      SimulateCommand.class,
      SendCommand.class,
      DeclareCommand.class,
      MigrateCommand.class,
      MoveProvinceCommand.class,
      IndicatorsCommand.class,
      ReportCommand.class,
      RulesCommand.class,
      SilencesCommand.class,
      NotifyCommand.class,
      GatewayCommand.class,
      SourcesCommand.class,
      TopicsCommand.class,
      PasswordCommand.class,
      SubmitCommand.class,
      KeepCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 a check failed; 2 the command line or a file on it is wrong;",
      "3 this machine or a server does not give what is needed.",
      "",
      "Start with: ./cds demo",
      "The script builds what has changed; ./cds build does only that, ./cds test runs all tests but the slow ones."
    })
public final class Cds implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  private Cds() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /**
   * Runs one command.
   *
   * @return an {@link ExitCode}
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    Cds cds = new Cds();
    CommandLine line = new CommandLine(cds);
    ServiceLoader.load(Subcommand.class).forEach(line::addSubcommand);
    return line.setOut(terminal(out))
        .setErr(terminal(err))
        // Colours are control characters, which do not reach the terminal.
        .setColorScheme(Help.defaultColorScheme(Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Cds::usageError)
        .setExecutionExceptionHandler(cds::failure)
        .execute(args);
  }

  private static PrintWriter terminal(PrintWriter to) {
    return new PrintWriter(new PlainWriter(to), true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int usageError(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String renamed = RenamedOptions.explain(line.getCommandSpec(), args);
    line.getErr().println("Error: " + (renamed.isEmpty() ? e.getMessage() : renamed));
    if (renamed.isEmpty()) {
      CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
    }
    line.getErr().println("See: ./" + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private int failure(Exception e, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    int code = ExitCode.ENVIRONMENT;
    if (e instanceof UserError user) {
      code = user.exitCode();
      err.println("Error: " + e.getMessage());
    } else if (e instanceof InvalidDataFile || e instanceof UnusableInput) {
      code = ExitCode.USAGE;
      err.println("Error: " + e.getMessage());
    } else if (e instanceof ViewUnavailable) {
      err.println("Error: " + e.getMessage());
    } else {
      err.println(
          "Error: " + Failures.message(e) + (verbose ? "" : " (-v shows where this came from)"));
    }
    if (verbose) {
      e.printStackTrace(err);
    }
    return code;
  }

  /** The version in the manifest of the jar that the command line comes from. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Cds.class.getPackage().getImplementationVersion();
      return new String[] {version == null ? "unreleased" : version};
    }
  }
}
