package vn.cds.standalone.command.alert;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import vn.cds.alerts.rules.definition.Rule;
import vn.cds.alerts.rules.definition.RuleSet;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.roster.Province;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.command.option.OperatorText;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** What people are not told for a time. */
@Command(
    name = "silences",
    mixinStandardHelpOptions = true,
    description =
        "Hold alerts back for a time: the notifier that runs obeys within a second. What is still"
            + " open at the end is told then. Alertmanager has silences of its own.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SilencesCommand.Add.class, SilencesCommand.End.class, SilencesCommand.All.class},
    footer = {
      "",
      "Examples:",
      "  ./cds silences add --owner \"An, Sở KH&CN\" --reason \"moves to another data centre\" \\",
      "      --until 2026-10-05T17:00 --province 38 --rule feed-service-requests",
      "  ./cds silences list",
      "  ./cds silences end 5b0c7d9e-... --by \"Bình, Sở KH&CN\""
    })
public final class SilencesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** A moment: RFC 3339, or without an offset as Vietnam's clocks show it. */
  static final class MomentConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
            ? OffsetDateTime.parse(text).toInstant()
            : LocalDateTime.parse(text).atZone(VietnamTime.ZONE).toInstant();
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'" + text + "' is no time; write 2026-10-05T17:00, Vietnam's time, or add an offset");
      }
    }
  }

  /** A new silence. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Silence a rule, a province, a unit, or what is all of those that are given. The id of the"
            + " silence is told.",
      },
      footer = {
        "",
        "Examples:",
        "  ./cds silences add --owner An --reason \"flood\" --until 2026-10-05T17:00 --unit 14758",
        "  ./cds silences add --owner An --reason \"migration\" --from 2026-10-04T08:00 \\",
        "      --until 2026-10-05T17:00 --province 38 --kafka kafka:9092"
      })
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private KafkaAddress kafka;

    @Option(
        names = "--owner",
        converter = OperatorText.class,
        required = true,
        paramLabel = "WHO",
        description = "Who decides it.")
    private String owner;

    @Option(
        names = "--reason",
        converter = OperatorText.class,
        required = true,
        paramLabel = "TEXT",
        description = "Why.")
    private String reason;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        converter = MomentConverter.class,
        description = "When it begins. Default: now.")
    private Instant from;

    @Option(
        names = "--until",
        required = true,
        paramLabel = "TIME",
        converter = MomentConverter.class,
        description = "When it ends, for example 2026-10-05T17:00, Vietnam's time.")
    private Instant until;

    @Option(names = "--rule", paramLabel = "ID", description = "Only alerts of this rule.")
    private String rule;

    @Option(names = "--province", paramLabel = "CODE", description = "Two digits.")
    private String province;

    @Option(
        names = "--unit",
        paramLabel = "CODE",
        description = "Five digits of a commune, or two of a province: its feeds.")
    private String unit;

    @Override
    public Integer call() throws InterruptedException {
      Instant now = Clock.systemUTC().instant();
      check(now);
      checkPlaces(VietnamTime.localDay(now));
      KafkaConnection connection = kafka.connection();
      if (rule != null) {
        checkRule(new RulesTopic(connection, kafka.within()).standing());
      }
      AlertSilence silence =
          new AlertSilence(
              UUID.randomUUID(),
              owner,
              reason,
              from == null ? now : from,
              until,
              rule,
              province,
              unit,
              null);
      new SilencesTopic(connection, kafka.within()).write(silence);
      spec.commandLine().getOut().println(line(silence, now));
      return ExitCode.OK;
    }

    private void check(Instant now) {
      if (rule == null && province == null && unit == null) {
        throw UserError.usage("that silences everything; name a --rule, a --province or a --unit");
      }
      if (from != null && from.isBefore(now)) {
        throw UserError.usage("--from lies in the past; leave it out for now");
      }
      if (!until.isAfter(from == null ? now : from)) {
        throw UserError.usage("--until must lie after the beginning, and not in the past");
      }
    }

    /**
     * Refuses places that do not exist: a silence of a mistyped one would have no effect, and
     * nobody would notice.
     */
    private void checkPlaces(LocalDate today) {
      Roster roster = Roster.bundled();
      List<String> provinces = roster.provinces().stream().map(Province::code).toList();
      if (province != null && !provinces.contains(province)) {
        throw UserError.usage("there is no province " + province + ". Thanh Hoá is 38, Hà Nội 01");
      }
      if (unit == null) {
        return;
      }
      Unit commune = roster.unit(unit, today);
      String lies = commune != null ? commune.provinceCode() : unit;
      if (commune == null && !provinces.contains(unit)) {
        throw UserError.usage("there is no commune or province " + unit + " today");
      }
      if (province != null && !province.equals(lies)) {
        throw UserError.usage(unit + " lies in province " + lies + ", not in " + province);
      }
      province = lies;
    }

    private void checkRule(RuleSet rules) {
      if (rules.rule(rule) == null) {
        throw UserError.usage(
            "there is no rule %s; there is %s"
                .formatted(
                    rule, rules.rules().stream().map(Rule::id).collect(Collectors.joining(", "))));
      }
    }
  }

  /** The end of one before its time. */
  @Command(
      name = "end",
      mixinStandardHelpOptions = true,
      description = "End a silence before its time. What it held back and is open is told.",
      footer = {"", "Examples:", "  ./cds silences end 5b0c7d9e-... --by An"})
  static final class End implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private KafkaAddress kafka;

    @Parameters(paramLabel = "ID", description = "Its id, or the beginning of it.")
    private String id;

    @Option(
        names = "--by",
        converter = OperatorText.class,
        required = true,
        paramLabel = "WHO",
        description = "Who ends it.")
    private String by;

    @Override
    public Integer call() throws InterruptedException {
      SilencesTopic topic = new SilencesTopic(kafka.connection(), kafka.within());
      List<AlertSilence> meant =
          topic.all().stream().filter(one -> one.silence().toString().startsWith(id)).toList();
      if (meant.size() != 1) {
        throw UserError.usage(
            "%s silences have an id that begins with %s; ./cds silences list shows all"
                .formatted(meant.isEmpty() ? "no" : meant.size(), id));
      }
      Instant now = Clock.systemUTC().instant();
      AlertSilence silence = meant.get(0);
      if (silence.state(now) == AlertSilence.State.OVER) {
        throw UserError.usage("it is over: " + line(silence, now));
      }
      AlertSilence ended = silence.endedAt(now, by);
      topic.write(ended);
      spec.commandLine().getOut().println(line(ended, now));
      return ExitCode.OK;
    }
  }

  /** All that stand or are to come. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "List the silences that stand or are to come; those of a notifier's file are not here.",
      footer = {"", "Examples:", "  ./cds silences list", "  ./cds silences list --all"})
  static final class All implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private KafkaAddress kafka;

    @Option(names = "--all", description = "Those that are over, too.")
    private boolean all;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Instant now = Clock.systemUTC().instant();
      List<AlertSilence> silences =
          new SilencesTopic(kafka.connection(), kafka.within())
              .all().stream()
                  .filter(one -> all || one.state(now) != AlertSilence.State.OVER)
                  .sorted(
                      Comparator.comparing((AlertSilence one) -> one.state(now))
                          .thenComparing(AlertSilence::begins))
                  .toList();
      silences.forEach(silence -> out.println(line(silence, now)));
      if (silences.isEmpty()) {
        out.println(all ? "there never was a silence" : "nothing is silenced, now or to come");
      }
      return ExitCode.OK;
    }
  }

  private static String line(AlertSilence silence, Instant now) {
    StringBuilder line = new StringBuilder();
    line.append(silence.silence()).append("  ").append(silence.state(now).word());
    line.append("  ").append(local(silence.begins())).append(" - ").append(local(silence.ends()));
    append(line, "rule", silence.rule());
    append(line, "province", silence.province());
    append(line, "unit", silence.unit());
    line.append("  ").append(silence.owner()).append(": ").append(silence.reason());
    return silence.endedBy() == null
        ? line.toString()
        : line.append(" (ended by ").append(silence.endedBy()).append(')').toString();
  }

  private static void append(StringBuilder line, String name, String value) {
    if (value != null) {
      line.append("  ").append(name).append(' ').append(value);
    }
  }

  private static String local(Instant moment) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").format(moment.atZone(VietnamTime.ZONE));
  }
}
