package vn.cds.standalone.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.contract.roster.Province;
import vn.cds.dashboard.api.request.BadParameter;
import vn.cds.dashboard.api.request.Catalogues;
import vn.cds.dashboard.api.request.NotFound;
import vn.cds.dashboard.report.LeadershipReport;
import vn.cds.dashboard.report.ReportPage;
import vn.cds.dashboard.report.ReportWorkbook;
import vn.cds.dashboard.score.Scoreboard;
import vn.cds.sql.Database;
import vn.cds.sql.NamedQueries;
import vn.cds.sql.Period;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.command.option.ClickHouseAddress;
import vn.cds.standalone.command.option.ReferenceFiles;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** The one-page report for the leaders of a province. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Write the leadership report of a province: a page to print (HTML, A4, Vietnamese) and a"
            + " workbook (XLSX) with every commune.",
    footer = {
      "",
      "Examples:",
      "  ./cds report --period 2026-Q3 --province 38        from the demo that runs in ./data",
      "  ./cds report --period 2026-10 --province 38 --at 2026-11-01T00:00:00+07:00 \\",
      "      --clickhouse http://clickhouse:8123 --user reader --out reports"
    })
public final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClickHouseAddress address;
  @Mixin private ReferenceFiles files;

  @Option(
      names = "--period",
      required = true,
      description = "One of " + Period.FORMS + "; both days lie inside.")
  private String period;

  @Option(
      names = "--province",
      required = true,
      paramLabel = "CODE",
      description = "Two digits, such as 38.")
  private String province;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the files go. Default: here.")
  private Path out;

  @Option(
      names = "--at",
      paramLabel = "MOMENT",
      description = "As it stood then, such as 2026-11-01T00:00:00+07:00. Default: now.")
  private String at;

  @Option(
      names = "--catalogue",
      paramLabel = "LOAD",
      defaultValue = "0",
      description = "The load of the indicators that judges. Default: the latest.")
  private long catalogue;

  @Option(
      names = "--minimum-n",
      paramLabel = "DOSSIERS",
      defaultValue = "" + Scoreboard.USUAL_MINIMUM_N,
      description = "A commune with fewer is not ranked. Default: ${DEFAULT-VALUE}.")
  private int minimumN;

  @Override
  public Integer call() throws IOException {
    Province of = province();
    Instant moment = moment();
    Period asked = period(moment);
    LeadershipReport report = read(of, asked, moment);
    Files.createDirectories(out);
    String name = "report-" + of.code() + "-" + asked.label();
    Path page = out.resolve(name + ".html");
    Files.writeString(page, ReportPage.of(report));
    Path workbook = out.resolve(name + ".xlsx");
    try (OutputStream stream = Files.newOutputStream(workbook)) {
      ReportWorkbook.write(report, stream);
    }
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        "%s, %s%s: %d of %d communes reported, %d ranked%n",
        of.name(),
        asked.label(),
        asked.provisional() ? " (provisional)" : "",
        report.coverage().reporting(),
        report.coverage().communes(),
        report.ranked().size());
    console.println(page);
    console.println(workbook);
    return ExitCode.OK;
  }

  private LeadershipReport read(Province of, Period asked, Instant moment) {
    Database database = address.database();
    try (NamedQueries queries = NamedQueries.of(database)) {
      Catalogues.Load load = new Catalogues(database).of(catalogue);
      return LeadershipReport.read(queries, load, of, asked, moment, minimumN);
    } catch (BadParameter | NotFound e) {
      throw UserError.usage(e.getMessage(), e);
    } catch (SqlFailure e) {
      throw UserError.environment(e.getMessage(), e);
    }
  }

  private Province province() {
    return files.roster().provinces().stream()
        .filter(known -> known.code().equals(province))
        .findFirst()
        .orElseThrow(
            () ->
                UserError.usage(
                    "--province must be the two-digit code of a province, such as 38, not \""
                        + province
                        + "\""));
  }

  private Instant moment() {
    Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
    if (at == null) {
      return now;
    }
    try {
      Instant moment = OffsetDateTime.parse(at).toInstant();
      if (moment.isAfter(now)) {
        throw UserError.usage("--at must not lie in the future");
      }
      return moment;
    } catch (DateTimeException e) {
      throw UserError.usage("--at must be a moment such as 2026-11-01T00:00:00+07:00", e);
    }
  }

  private Period period(Instant moment) {
    try {
      return Period.parse(period, Clock.fixed(moment, ZoneOffset.UTC));
    } catch (IllegalArgumentException e) {
      throw UserError.usage("--period: " + e.getMessage(), e);
    }
  }
}
