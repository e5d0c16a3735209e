package vn.cds.dashboard.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import vn.cds.contract.text.PlainText;
import vn.cds.dashboard.report.LeadershipReport.Commune;
import vn.cds.dashboard.report.LeadershipReport.Loss;
import vn.cds.dashboard.score.Standing;
import vn.cds.sql.Period;

/**
 * The report as one A4 page of HTML that needs nothing else. JMustache: one jar without further
 * ones, escapes by default, and a template without code can be changed by whoever knows HTML.
 */
public final class ReportPage {

  private static final int SHOWN = 5;
  private static final Template TEMPLATE =
      Mustache.compiler()
          .emptyStringIsFalse(true)
          .defaultValue("")
          .withFormatter(value -> PlainText.clean(value.toString()))
          .compile(resource("report.html"));

  private ReportPage() {}

  /** The page. */
  public static String of(LeadershipReport report) {
    return TEMPLATE.execute(view(report));
  }

  private static boolean oneDay(Period period) {
    return period.fromDay().plusDays(1).equals(period.toDay());
  }

  private static Map<String, Object> view(LeadershipReport report) {
    List<Commune> ranked = report.ranked();
    List<Commune> top = ranked.subList(0, Math.min(SHOWN, ranked.size()));
    List<Commune> bottom =
        ranked.subList(Math.max(top.size(), ranked.size() - SHOWN), ranked.size());
    LeadershipReport.Coverage coverage = report.coverage();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("province", report.province().name());
    view.put("province_en", report.province().englishName());
    view.put("period", Words.period(report.period()));
    view.put("label", report.period().label());
    view.put("span", oneDay(report.period()) ? "" : Words.span(report.period()));
    view.put("provisional", report.period().provisional());
    view.put("as_of", Words.moment(report.at()));
    String before = Words.period(report.before());
    view.put("before", before.substring(0, 1).toLowerCase(Locale.ROOT) + before.substring(1));
    view.put("minimum_n", report.minimumN());
    view.put("ranked", Words.count(ranked.size()));
    view.put("communes", Words.count(coverage.communes()));
    view.put("reporting", Words.count(coverage.reporting()));
    view.put(
        "reporting_share",
        Words.percent(
            coverage.communes() == 0 ? null : (double) coverage.reporting() / coverage.communes()));
    view.put("received", Words.count(sum(report, Standing::n)));
    view.put("open", Words.count(sum(report, Standing::open)));
    view.put("overdue", Words.count(sum(report, Standing::overdueProper)));
    view.put("suspected", Words.count(sum(report, Standing::overdueSuspected)));
    view.put("computable", Words.count(coverage.computable()));
    view.put("of", Words.count(coverage.of()));
    view.put("gaps", gaps(coverage));
    view.put("top", top.stream().map(ReportPage::commune).toList());
    view.put("bottom", bottom.stream().map(ReportPage::commune).toList());
    view.put("gains", movers(ranked, false));
    view.put("drops", movers(ranked, true));
    view.put("losses", report.losses().stream().map(ReportPage::loss).toList());
    view.put("estimated", report.losses().stream().anyMatch(Loss::estimated));
    view.put("backlog", backlog(report));
    view.put("load", report.load().number());
    view.put("frame", report.frame().name().vi());
    view.put("sources", sources(report));
    return view;
  }

  /** What gives points but has no data, by the reason. */
  private static List<Map<String, Object>> gaps(LeadershipReport.Coverage coverage) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (LeadershipReport.Missing missing : coverage.missing()) {
      if (missing.points() != null) {
        byReason
            .computeIfAbsent(missing.reason(), reason -> new ArrayList<>())
            .add(missing.name() + ", " + Words.count(missing.points()) + " điểm");
      }
    }
    List<Map<String, Object>> gaps = new ArrayList<>();
    byReason.forEach(
        (reason, names) -> {
          String words = Words.reason(reason);
          gaps.add(
              Map.of(
                  "reason",
                  words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
                  "list",
                  String.join("; ", names)));
        });
    return gaps;
  }

  private static long sum(LeadershipReport report, ToLongFunction<Standing> figure) {
    return report.communes().stream().map(Commune::standing).mapToLong(figure).sum();
  }

  private static Map<String, Object> commune(Commune commune) {
    Map<String, Object> view = new LinkedHashMap<>();
    Standing standing = commune.standing();
    view.put("rank", standing.rank());
    view.put("name", standing.name());
    view.put("n", Words.count(standing.n()));
    view.put("points", Words.two(standing.points()));
    view.put("computable", Words.count(standing.pointsComputable()));
    view.put("movement", Words.movement(commune.movement()));
    view.put("overdue", Words.count(standing.overdueProper()));
    view.put("suspected", Words.count(standing.overdueSuspected()));
    view.put("open", Words.count(standing.open()));
    return view;
  }

  private static Map<String, Object> loss(Loss loss) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", loss.id());
    view.put("name", loss.name());
    view.put(
        "numerator",
        loss.measured() ? Words.cases(loss.numerator()) : Words.count(loss.numerator()));
    view.put("denominator", Words.count(loss.denominator()));
    view.put("rate", Words.percent(loss.rate()));
    view.put("target", Words.percent(loss.target()));
    view.put("points", Words.count(loss.points()));
    view.put("lost", Words.two(loss.lost()));
    view.put("share", loss.lost() == null ? 0 : Math.round(100 * loss.lost() / loss.points()));
    return view;
  }

  /** The three that moved most, in a sentence. */
  private static String movers(List<Commune> ranked, boolean down) {
    Comparator<Commune> most = Comparator.comparing(Commune::movement);
    return ranked.stream()
        .filter(commune -> commune.movement() != null)
        .filter(commune -> down ? commune.movement() < 0 : commune.movement() > 0)
        .sorted(down ? most : most.reversed())
        .limit(3)
        .map(commune -> commune.standing().name() + " (" + Words.movement(commune.movement()) + ")")
        .collect(Collectors.joining(", "));
  }

  private static List<Map<String, Object>> backlog(LeadershipReport report) {
    return report.communes().stream()
        .filter(commune -> commune.standing().overdue() > 0)
        .sorted(
            Comparator.comparing(
                Commune::standing,
                Comparator.comparing(Standing::overdueProper)
                    .reversed()
                    .thenComparing(Standing::communeCode)))
        .limit(SHOWN)
        .map(ReportPage::commune)
        .toList();
  }

  private static String sources(LeadershipReport report) {
    Set<String> versions = new HashSet<>();
    report.losses().forEach(loss -> versions.add(loss.formulaVersion()));
    return report.frame().source()
        + "; công thức "
        + versions.stream().sorted().collect(Collectors.joining(", "));
  }

  private static String resource(String name) {
    try (InputStream file = ReportPage.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
