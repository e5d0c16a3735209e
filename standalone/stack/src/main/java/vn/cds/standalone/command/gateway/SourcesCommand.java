package vn.cds.standalone.command.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.settings.Nearest;
import vn.cds.gateway.source.Source;
import vn.cds.gateway.source.SourceToken;
import vn.cds.gateway.source.SourcesFile;
import vn.cds.gateway.source.Token;
import vn.cds.standalone.command.option.RosterFiles;
import vn.cds.standalone.command.option.StreamConverter;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** Who may send events to the gateway. */
@Command(
    name = "sources",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Change the file of the systems that may send events to ./cds gateway. A running gateway"
            + " takes a change within seconds.",
    subcommands = {
      SourcesCommand.Add.class,
      SourcesCommand.Show.class,
      SourcesCommand.Rotate.class,
      SourcesCommand.End.class
    },
    footer = {
      "",
      "Examples:",
      "  ./cds sources add --file sources.yaml --name one-stop --kind service-requests --kind payments \\",
      "      --province 38",
      "  ./cds sources list --file sources.yaml",
      "  ./cds sources rotate --file sources.yaml --name one-stop --grace P7D",
      "  ./cds sources end --file sources.yaml --name one-stop"
    })
public final class SourcesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The file that each of the commands reads or changes. */
  static final class TheFile {
    @Option(
        names = "--file",
        required = true,
        paramLabel = "FILE",
        description = "The file of the sources (YAML).")
    private Path file;

    @Mixin private RosterFiles roster;

    SourcesFile open() {
      return new SourcesFile(file, roster.roster());
    }

    void change(boolean create, UnaryOperator<List<Source>> change) {
      try {
        open().change(create, change);
      } catch (IOException e) {
        throw UserError.environment("cannot write " + file + ": " + e, e);
      }
    }

    /** Changes one source that has not ended. */
    void changeOne(String name, UnaryOperator<Source> change) {
      change(
          false,
          sources -> {
            List<String> names = sources.stream().map(Source::name).toList();
            if (!names.contains(name)) {
              throw UserError.usage(
                  "there is no source "
                      + name
                      + (names.isEmpty() ? "" : " (nearest: " + Nearest.of(name, names) + ")"));
            }
            return sources.stream()
                .map(
                    source -> {
                      if (!source.name().equals(name)) {
                        return source;
                      }
                      if (source.ended() != null) {
                        throw UserError.usage("the source " + name + " has ended");
                      }
                      return change.apply(source);
                    })
                .toList();
          });
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private static void tell(CommandSpec spec, String token) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(token);
    spec.commandLine()
        .getErr()
        .println("This token is shown once and kept nowhere. Give it to the source in private.");
  }

  /** A new source. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Add a source, and print its token. Makes the file when there is none.")
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TheFile file;

    @Option(
        names = "--name",
        required = true,
        description = "Its name: small letters, digits, . and -.")
    private String name;

    @Option(
        names = "--kind",
        required = true,
        converter = StreamConverter.class,
        description = "documents, payments or service-requests; may be repeated.")
    private List<EventStream> kinds;

    @Option(
        names = "--province",
        paramLabel = "CODE",
        description = "All communes of a province; may be repeated.")
    private List<String> provinces = new ArrayList<>();

    @Option(names = "--commune", paramLabel = "CODE", description = "May be repeated.")
    private List<String> communes = new ArrayList<>();

    @Option(
        names = "--records-per-second",
        paramLabel = "N",
        defaultValue = "" + Source.USUAL_RECORDS_PER_SECOND,
        description = "How many records it may send on average. Default: ${DEFAULT-VALUE}.")
    private int recordsPerSecond;

    @Option(
        names = "--maximum-body-bytes",
        paramLabel = "N",
        defaultValue = "" + Source.USUAL_BODY_BYTES,
        description = "How large a request may be. Default: ${DEFAULT-VALUE}.")
    private int maximumBodyBytes;

    @Override
    public Integer call() {
      String token = Token.make();
      Source added =
          new Source(
              name,
              new TreeSet<>(kinds),
              new TreeSet<>(provinces),
              new TreeSet<>(communes),
              recordsPerSecond,
              maximumBodyBytes,
              List.of(SourceToken.of(token, now())),
              null);
      file.change(
          true,
          sources -> {
            if (sources.stream().anyMatch(source -> source.name().equals(name))) {
              throw UserError.usage(
                  "there is a source " + name + " already; take another name, or rotate its token");
            }
            List<Source> more = new ArrayList<>(sources);
            more.add(added);
            return more;
          });
      tell(spec, token);
      return ExitCode.OK;
    }
  }

  /** All sources. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Print the sources with what they may send, and the tokens that are valid.")
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TheFile file;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      for (Source source : file.open().read()) {
        out.printf(
            "%s: %s; provinces %s; communes %s; %d records/s; %d bytes a request%n",
            source.name(),
            source.kinds().stream().map(EventStream::wireName).collect(Collectors.joining(", ")),
            list(source.provinces()),
            list(source.communes()),
            source.recordsPerSecond(),
            source.maximumBodyBytes());
        if (source.ended() != null) {
          out.println("  ended " + source.ended());
        }
        for (SourceToken token : source.tokens()) {
          String end = token.until() == null ? "" : ", until " + token.until();
          String state = token.isValidAt(Instant.now()) ? "" : " (over)";
          out.println("  token " + token.shown() + ", made " + token.made() + end + state);
        }
      }
      return ExitCode.OK;
    }

    private static String list(Iterable<String> codes) {
      String joined = String.join(", ", codes);
      return joined.isEmpty() ? "-" : joined;
    }
  }

  /** A new token. */
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Give a source another token, and print it. The earlier one holds for a while.")
  static final class Rotate implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TheFile file;

    @Option(names = "--name", required = true, description = "The source.")
    private String name;

    @Option(
        names = "--grace",
        paramLabel = "DURATION",
        defaultValue = "PT24H",
        converter = GraceConverter.class,
        description =
            "How long the earlier token holds: PT24H, P7D; PT0S: not any more. Default:"
                + " ${DEFAULT-VALUE}.")
    private Duration grace;

    @Override
    public Integer call() {
      String token = Token.make();
      Instant now = now();
      file.changeOne(name, source -> source.rotated(SourceToken.of(token, now), now.plus(grace)));
      tell(spec, token);
      return ExitCode.OK;
    }
  }

  /** The end of a source. */
  @Command(
      name = "end",
      mixinStandardHelpOptions = true,
      description = "Refuse a source from now on. Its name stays taken.")
  static final class End implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TheFile file;

    @Option(names = "--name", required = true, description = "The source.")
    private String name;

    @Override
    public Integer call() {
      file.changeOne(name, source -> source.ended(now()));
      spec.commandLine().getOut().println("ended " + name);
      return ExitCode.OK;
    }
  }

  /** At most 90 days. */
  static final class GraceConverter implements ITypeConverter<Duration> {
    private static final Duration LONGEST = Duration.ofDays(90);

    @Override
    public Duration convert(String text) {
      try {
        Duration grace = Duration.parse(text);
        if (!grace.isNegative() && grace.compareTo(LONGEST) <= 0) {
          return grace;
        }
      } catch (DateTimeParseException e) {
        // told below
      }
      throw new TypeConversionException("must be a duration from PT0S to P90D, such as P7D");
    }
  }
}
