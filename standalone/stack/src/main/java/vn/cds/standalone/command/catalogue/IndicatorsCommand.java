package vn.cds.standalone.command.catalogue;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.contract.catalogue.Catalogue;
import vn.cds.contract.catalogue.CatalogueChange;
import vn.cds.contract.catalogue.CatalogueChanges;
import vn.cds.contract.time.VietnamTime;
import vn.cds.sql.CatalogueLoader;
import vn.cds.sql.Database;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.command.option.ClickHouseAddress;
import vn.cds.standalone.command.option.OperatorText;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** What communes are judged by: the file of indicators, and its loads. */
@Command(
    name = "indicators",
    mixinStandardHelpOptions = true,
    description =
        "Check a file of indicators, show what it changes, and load it. A load re-scores the past"
            + " without any job; earlier loads stay, so that published figures can be computed again.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IndicatorsCommand.Check.class,
      IndicatorsCommand.Diff.class,
      IndicatorsCommand.Load.class
    },
    footer = {
      "",
      "Examples:",
      "  ./cds indicators check indicators.yaml",
      "  ./cds indicators diff indicators.yaml --clickhouse http://clickhouse:8123 --user reader",
      "  ./cds indicators load indicators.yaml --by \"An, Sở KH&CN\" --reason \"Quyết định mới\" \\",
      "      --clickhouse http://clickhouse:8123 --user migrator"
    })
public final class IndicatorsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The rules of the file, without a server. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "Check a file of indicators: every error with its line, or what it covers: per group the"
              + " points (or criteria) that are measured, declared, known to be missing, and those"
              + " that no indicator stands for; and what is not verified.",
      footer = {
        "",
        "Examples:",
        "  ./cds indicators check indicators.yaml",
        "  ./cds indicators check --loaded             what the demo in ./data judges by",
        "  ./cds indicators check --loaded --clickhouse http://clickhouse:8123 --user reader"
      })
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CatalogueFile file;
    @Mixin private ClickHouseAddress clickHouse;

    @Option(names = "--loaded", description = "The loaded one, in place of a file.")
    private boolean loaded;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Catalogue catalogue;
      if (loaded) {
        if (file.isGiven()) {
          throw UserError.usage("--loaded and FILE do not go together; give one of them");
        }
        CatalogueLoader.Load load = latest(clickHouse.database());
        catalogue = Catalogue.parse("load " + load.number(), load.text());
        out.println(describe(load));
      } else {
        catalogue = file.read();
        out.println(file.name() + " has no errors");
      }
      new CatalogueReport(catalogue, VietnamTime.localDay(Clock.systemUTC().instant())).print(out);
      return ExitCode.OK;
    }
  }

  /** What a file would change. */
  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description =
          "Show what a file of indicators changes against the loaded one, or another file: + new,"
              + " - gone, ~ another value.",
      footer = {
        "",
        "Examples:",
        "  ./cds indicators diff indicators.yaml                     against the demo in ./data",
        "  ./cds indicators diff indicators.yaml --clickhouse http://clickhouse:8123 --user reader",
        "  ./cds indicators diff indicators.yaml --against old.yaml"
      })
  static final class Diff implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CatalogueFile file;
    @Mixin private ClickHouseAddress clickHouse;

    @Option(
        names = "--against",
        paramLabel = "OLD",
        description = "Another file, in place of the loaded one.")
    private Path against;

    @Override
    public Integer call() {
      Catalogue after = file.read();
      PrintWriter out = spec.commandLine().getOut();
      Catalogue before;
      if (against != null) {
        before = Catalogue.read(against, file.figures());
        out.println("against " + against);
      } else {
        CatalogueLoader.Load load = latest(clickHouse.database());
        before = Catalogue.parse("load " + load.number(), load.text());
        out.println("against " + describe(load));
      }
      List<CatalogueChange> changes = CatalogueChanges.between(before, after);
      changes.forEach(out::println);
      if (changes.isEmpty()) {
        out.println("nothing changes");
      }
      return ExitCode.OK;
    }
  }

  /** A file becomes what judges. */
  @Command(
      name = "load",
      mixinStandardHelpOptions = true,
      description =
          "Load a file of indicators. It judges from now on, the past too, as its effective dates"
              + " say. The same content again is no new load.",
      footer = {
        "",
        "Examples:",
        "  ./cds indicators load indicators.yaml --by \"An, Sở KH&CN\" --reason \"Quyết định mới\" \\",
        "      --clickhouse http://clickhouse:8123 --user migrator",
        "  ./cds indicators load --by An --reason \"version 1.1\"     those of this version, into ./data"
      })
  static final class Load implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CatalogueFile file;
    @Mixin private ClickHouseAddress clickHouse;

    @Option(
        names = "--by",
        converter = OperatorText.class,
        required = true,
        paramLabel = "WHO",
        description = "Who loads it.")
    private String by;

    @Option(
        names = "--reason",
        converter = OperatorText.class,
        required = true,
        paramLabel = "TEXT",
        description = "For those who look back: what changed, by which decision.")
    private String reason;

    @Override
    public Integer call() {
      Catalogue catalogue = file.read();
      Database database = clickHouse.database();
      PrintWriter out = spec.commandLine().getOut();
      Optional<CatalogueLoader.Load> before = ask(() -> CatalogueLoader.latest(database));
      long number =
          ask(() -> CatalogueLoader.load(database, catalogue, by, reason, Clock.systemUTC()));
      if (before.isPresent() && before.get().number() == number) {
        out.println("nothing to load: the same content is " + describe(before.get()));
      } else {
        out.println("load " + number + ": " + file.name());
      }
      return ExitCode.OK;
    }
  }

  private static CatalogueLoader.Load latest(Database database) {
    return ask(() -> CatalogueLoader.latest(database))
        .orElseThrow(
            () ->
                UserError.environment(
                    "no indicators are loaded on "
                        + database
                        + ". Run ./cds migrate, or ./cds indicators load"));
  }

  private static String describe(CatalogueLoader.Load load) {
    return "load %d of %s by %s: %s"
        .formatted(load.number(), load.loadedAt(), load.by(), load.why());
  }

  private static <T> T ask(Supplier<T> request) {
    try {
      return request.get();
    } catch (SqlFailure e) {
      throw UserError.environment(e.getMessage(), e);
    }
  }
}
