package vn.cds.standalone.command.alert;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.cds.alerts.judge.ProvinceState;
import vn.cds.alerts.rules.definition.Rule;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.file.DataText;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.command.option.ClickHouseAddress;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.command.option.OperatorText;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** The rules by which communes are alerted: checked, tried on the past, published. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description =
        "Check a file of alert rules, see what it would have told, and publish it. The job that runs"
            + " takes it within seconds; rules that stay keep what they know.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RulesCommand.Check.class, RulesCommand.DryRun.class, RulesCommand.Publish.class},
    footer = {
      "",
      "Examples:",
      "  ./cds rules check alert-rules.yaml",
      "  ./cds rules dry-run alert-rules.yaml --from 2026-10-01 --to 2026-10-28 --province 38",
      "  ./cds rules publish alert-rules.yaml --by \"An, Sở KH&CN\" --reason \"less noise\""
    })
public final class RulesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** A file of rules on the command line. */
  static final class RulesFile {
    @Parameters(paramLabel = "FILE", description = "The rules, as alert-rules.yaml of jobs/alerts.")
    private Path file;

    RuleSet read() {
      return RuleSet.read(file);
    }
  }

  /** The rules of the file, without a server. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Check a file of rules: every error with its line, or the rules it holds.",
      footer = {"", "Examples:", "  ./cds rules check alert-rules.yaml"})
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RulesFile file;

    @Override
    public Integer call() {
      RuleSet rules = file.read();
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s has no errors: version %d, %d rules%n",
          file.file, rules.version(), rules.rules().size());
      for (Rule rule : rules.rules()) {
        out.printf(
            "  %-32s %-8s %s%s%n",
            rule.id(), rule.severity().word(), rule.nameEn(), rule.paused() ? " (paused)" : "");
      }
      return ExitCode.OK;
    }
  }

  /** A file becomes what decides. */
  @Command(
      name = "publish",
      mixinStandardHelpOptions = true,
      description =
          "Publish a file of rules to the topic the job reads. Its version must be higher than the"
              + " one that stands, and so must the version of every rule that changed.",
      footer = {
        "",
        "Examples:",
        "  ./cds rules publish alert-rules.yaml --by \"An, Sở KH&CN\" --reason \"less noise\" \\",
        "      --kafka kafka:9092"
      })
  static final class Publish implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private RulesFile file;
    @Mixin private KafkaAddress kafka;

    @Option(
        names = "--by",
        converter = OperatorText.class,
        required = true,
        paramLabel = "WHO",
        description = "Who changes them.")
    private String by;

    @Option(
        names = "--reason",
        converter = OperatorText.class,
        required = true,
        paramLabel = "TEXT",
        description = "For those who look back: what changed, and why.")
    private String reason;

    @Override
    public Integer call() throws InterruptedException {
      RuleSet rules = file.read();
      RulesTopic topic = new RulesTopic(kafka.connection(), kafka.within());
      RuleSet standing = topic.standing();
      checkVersions(standing, rules);
      topic.publish(DataText.read(file.file), by, reason);
      spec.commandLine()
          .getOut()
          .printf(
              "version %d stands in place of version %d: %s%n",
              rules.version(), standing.version(), file.file);
      return ExitCode.OK;
    }

    private void checkVersions(RuleSet standing, RuleSet rules) {
      if (rules.version() <= standing.version()) {
        throw UserError.usage(
            "%s has version %d, but version %d stands. Raise the version of the file"
                .formatted(file.file, rules.version(), standing.version()));
      }
      List<String> stale = new ArrayList<>();
      for (Rule rule : rules.rules()) {
        Rule before = standing.rule(rule.id());
        if (before != null && !before.equals(rule) && rule.version() <= before.version()) {
          stale.add(rule.id());
        }
      }
      if (!stale.isEmpty()) {
        throw UserError.usage(
            "changed without a higher version: " + String.join(", ", stale) + ". Raise it");
      }
    }
  }

  /** What a file would have told. */
  @Command(
      name = "dry-run",
      mixinStandardHelpOptions = true,
      description =
          "Say what rules would have told of days that are over, from the stored rows, judged at the"
              + " end of every hour. They learn from the eight weeks before.",
      footer = {
        "",
        "Examples:",
        "  ./cds rules dry-run alert-rules.yaml --from 2026-10-01 --to 2026-10-28 --province 38",
        "  ./cds rules dry-run alert-rules.yaml --from 2026-10-01 --to 2026-10-28 --truth truth.csv"
      })
  static final class DryRun implements Callable<Integer> {
    private static final Duration DOSSIERS_KEPT = Duration.ofDays(400);

    @Spec private CommandSpec spec;
    @Mixin private RulesFile file;
    @Mixin private ClickHouseAddress clickHouse;

    @Option(
        names = "--from",
        required = true,
        paramLabel = "DAY",
        description = "First local day, for example 2026-10-01.")
    private LocalDate from;

    @Option(names = "--to", required = true, paramLabel = "DAY", description = "Last local day.")
    private LocalDate to;

    @Option(names = "--province", description = "Two digits. Default: all, one after the other.")
    private String province;

    @Option(
        names = "--truth",
        paramLabel = "FILE",
        description =
            "Who was made to lag: a CSV with the head unit,rule,from,to and RFC 3339 times. Precision,"
                + " recall and delay of each rule are told.")
    private Path truthFile;

    @Override
    public Integer call() {
      if (to.isBefore(from)) {
        throw UserError.usage("--to lies before --from");
      }
      RuleSet rules = file.read();
      ExpectedAlerts truth = truthFile == null ? null : ExpectedAlerts.read(truthFile);
      Roster roster = Roster.bundled();
      List<Province> provinces =
          roster.provinces().stream()
              .filter(one -> province == null || one.code().equals(province))
              .toList();
      if (provinces.isEmpty()) {
        throw UserError.usage("there is no province " + province + ". Thanh Hoá is 38, Hà Nội 01");
      }
      ProvinceState.Setting setting =
          new ProvinceState.Setting(roster, WorkingCalendar.bundled(), DOSSIERS_KEPT);
      List<AlertTransition> told = new ArrayList<>();
      try (NamedQueries queries = NamedQueries.of(clickHouse.database())) {
        for (Province one : provinces) {
          told.addAll(new RuleReplay(queries, setting, rules, one).run(from, to));
        }
      } catch (SqlFailure e) {
        throw UserError.environment(e.getMessage(), e);
      }
      print(spec.commandLine().getOut(), told, truth);
      return ExitCode.OK;
    }

    private void print(PrintWriter out, List<AlertTransition> told, ExpectedAlerts truth) {
      for (AlertTransition transition : told) {
        out.printf(
            "%s  %-8s  %-8s  %-32s  %s %s%n",
            transition.at().atZone(VietnamTime.ZONE).toLocalDateTime(),
            transition.kind().word(),
            transition.severity().word(),
            transition.rule(),
            transition.unit(),
            transition.unitName());
      }
      List<AlertTransition> fired =
          told.stream().filter(one -> one.kind() == AlertTransition.Kind.FIRED).toList();
      Map<String, Long> counts =
          fired.stream()
              .collect(
                  Collectors.groupingBy(
                      one -> VietnamTime.localDay(one.at()) + "  " + one.rule(),
                      TreeMap::new,
                      Collectors.counting()));
      out.println("fired by day and rule:");
      counts.forEach((dayAndRule, count) -> out.printf("  %s  %d%n", dayAndRule, count));
      out.printf("%d would have been fired, %d ended%n", fired.size(), told.size() - fired.size());
      if (truth != null) {
        truth
            .score(
                fired,
                VietnamTime.startOfDay(from),
                VietnamTime.startOfDay(to.plusDays(1)),
                WorkingCalendar.bundled())
            .forEach((rule, score) -> out.println(rule + ": " + score));
      }
    }
  }
}
