package vn.cds.sql;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.loader.FileLoader;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.cds.contract.figure.Confidence;
import vn.cds.contract.figure.Measure;

/**
 * Renders {@code sql/templates} to the views and queries that the server runs. Nothing of this is
 * left at run time: the result is committed.
 *
 * <p>A template is SQL with Pebble's marks. A view's parameters are variables, so that a template
 * that names another one by {@code view("name", at="...")} has its text in place: the server plans
 * every view within a view anew, which takes longer than everything else. What is not given is
 * inherited.
 *
 * <p>A query over scores is rendered a second time, over those that the server keeps ({@code
 * NAME.kept.sql}).
 */
final class SqlTemplates {

  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("province", "String"),
          Map.entry("commune", "String"),
          Map.entry("from_day", "Date"),
          Map.entry("to_day", "Date"),
          Map.entry("at", "DateTime64(3, 'UTC')"),
          Map.entry("frame", "String"),
          Map.entry("indicator", "String"),
          Map.entry("catalogue", "UInt32"),
          Map.entry("step", "String"),
          Map.entry("peers", "String"),
          Map.entry("minimum_n", "UInt32"),
          Map.entry("communes", "String"),
          Map.entry("whole", "UInt8"));

  /** All that a template inherits: the parameters, and the measures that are needed. */
  private static final List<String> INHERITED =
      Stream.concat(PARAMETERS.keySet().stream().sorted(), Stream.of("needed")).toList();

  /** In the text of a view that is put in place: where it begins and where it ends. */
  private static final char BEGIN = '\uE000';

  private static final char END = '\uE001';

  /** What a query reads. */
  enum Reading {
    /** What the formulas need that are in force. */
    NEEDED,
    /** All measures. */
    EVERYTHING
  }

  private final Path templates;
  private final Reading reading;
  private final PebbleEngine engine;
  private final Map<String, String> views = new HashMap<>();

  /**
   * @param templates the folder
   */
  SqlTemplates(Path templates, Reading reading) {
    this.templates = templates;
    this.reading = reading;
    for (String file : files("views")) {
      views.put(nameOf(file), "views/" + file);
    }
    this.engine =
        new PebbleEngine.Builder()
            .loader(new FileLoader(templates.toString()))
            .autoEscaping(false)
            .newLineTrimming(false)
            .strictVariables(true)
            .extension(new Functions())
            .build();
  }

  /** The rendered files by their path below {@code sql}. */
  SortedMap<String, String> rendered() {
    SortedMap<String, String> rendered = new TreeMap<>();
    for (String file : files("views")) {
      if (file.startsWith("60_")) {
        for (Map<String, String> period : PERIODS) {
          rendered.put(
              "views/60_score_snapshot_" + period.get("table") + ".sql",
              origin("views/" + file)
                  + text("views/" + file, context(false, Map.of("period", period))));
        }
      } else {
        rendered.put("views/" + file, view(file));
      }
    }
    for (String file : files("queries")) {
      String path = "queries/" + file;
      String text = text(path, context(false, Map.of()));
      rendered.put(path, origin(path) + text);
      String kept = text(path, context(true, Map.of()));
      if (!kept.equals(text)) {
        rendered.put(path.replace(".sql", ".kept.sql"), origin(path) + kept);
      }
    }
    return rendered;
  }

  private String view(String file) {
    String text = text("views/" + file, context(false, Map.of()));
    int body = endOfHead(text);
    return origin("views/" + file)
        + text.substring(0, body)
        + "CREATE OR REPLACE VIEW "
        + nameOf(file)
        + " AS\n"
        + text.substring(body).stripTrailing()
        + ";\n";
  }

  /** Of the view in a file. */
  private static String nameOf(String file) {
    return file.replaceFirst("^\\d+_", "").replace(".sql", "");
  }

  private static String origin(String path) {
    return "-- Rendered from sql/templates/" + path + "; change that.\n";
  }

  private static int endOfHead(String text) {
    int end = 0;
    while (text.startsWith("--", end)) {
      end = text.indexOf('\n', end) + 1;
    }
    return end;
  }

  private static Map<String, Object> context(boolean kept, Map<String, ?> more) {
    Map<String, Object> context = new HashMap<>(more);
    PARAMETERS.forEach((name, type) -> context.put(name, "{" + name + ":" + type + "}"));
    context.put("needed", "");
    context.put("kept", kept);
    return context;
  }

  /** Those that are added up, stream by stream; the payers, who have a place of their own, last. */
  private static final List<Measure> SUMS =
      Stream.concat(
              Stream.of("service_requests", "documents", "payments")
                  .flatMap(
                      stream ->
                          of("cohort", "restated", "dossier")
                              .filter(m -> m.stream().equals(stream))),
              of("payer"))
          .toList();

  private static final List<Measure> REQUESTS =
      SUMS.stream().filter(measure -> measure.stream().equals("service_requests")).toList();

  /** Sums come first, then what follows from them. */
  private static final List<Measure> MEASURES =
      Stream.of(
              SUMS.stream(),
              of("breakdown"),
              Measure.all().stream().filter(measure -> !measure.operands().isEmpty()))
          .flatMap(measures -> measures)
          .toList();

  /** What the open dossiers of a moment add to measures of service requests, by column. */
  private static final Map<String, String> RESTATED =
      Map.of(
          "done_on_time", "-toInt64(countIf(outcome = 'on_time'))",
          "done_late", "-toInt64(countIf(outcome = 'late'))",
          "done_undated", "-toInt64(countIf(outcome = 'undated'))",
          "open", "toInt64(countIf(outcome != 'open'))",
          "overdue", "toInt64(countIf(is_overdue))",
          "overdue_suspected", "toInt64(countIf(is_overdue AND suspected_sync_fault))");

  private static Stream<Measure> of(String... sources) {
    return Measure.all().stream().filter(measure -> List.of(sources).contains(measure.source()));
  }

  private static final List<Map<String, Object>> STREAMS =
      Stream.of("documents", "payments").map(SqlTemplates::stream).toList();

  private static Map<String, Object> stream(String name) {
    List<Measure> own =
        SUMS.stream()
            .filter(measure -> measure.stream().equals(name) && measure.source().equals("cohort"))
            .toList();
    return Map.of(
        "name",
        name,
        "table",
        own.get(0).cohortTable(),
        "before",
        SUMS.indexOf(own.get(0)),
        "sums",
        own);
  }

  private List<String> files(String folder) {
    try (Stream<Path> files = Files.list(templates.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(String path, Map<String, Object> context) {
    return indented(evaluate(path, context));
  }

  private String evaluate(String path, Map<String, Object> context) {
    PebbleTemplate template = engine.getTemplate(path);
    StringWriter text = new StringWriter();
    try {
      template.evaluate(text, context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Puts what stands in place of a view one step further in than the line it is in. */
  private static String indented(String text) {
    StringBuilder result = new StringBuilder();
    Deque<String> indents = new ArrayDeque<>(List.of(""));
    for (String line : text.split("\n")) {
      String shown =
          line.replace(Character.toString(BEGIN), "").replace(Character.toString(END), "");
      long ends = line.chars().filter(c -> c == END).count();
      // The end stands at the beginning of the line behind the text.
      for (; ends > 0; ends--) {
        indents.pop();
      }
      String indent = indents.element();
      if (!shown.isBlank()) {
        result.append(indent).append(shown.stripTrailing()).append('\n');
      }
      for (long begins = line.chars().filter(c -> c == BEGIN).count(); begins > 0; begins--) {
        String own = shown.substring(0, shown.length() - shown.stripLeading().length());
        indents.push(indent + own + "    ");
      }
    }
    return result.toString();
  }

  /** What templates can call, and what stands in all of them. */
  private final class Functions extends AbstractExtension {
    @Override
    public Map<String, Object> getGlobalVariables() {
      return Map.of(
          "measures",
          MEASURES,
          "requests",
          REQUESTS,
          "sums",
          SUMS,
          "streams",
          STREAMS,
          "restated",
          RESTATED,
          "z",
          z());
    }

    /** What Wilson's bounds need of {@link Confidence#Z}. */
    private static Map<String, String> z() {
      BigDecimal z = BigDecimal.valueOf(Confidence.Z);
      BigDecimal square = z.multiply(z);
      return Map.of(
          "itself", z.toPlainString(),
          "square", square.toPlainString(),
          "half_of_square", square.divide(BigDecimal.valueOf(2)).toPlainString(),
          "quarter_of_square", square.divide(BigDecimal.valueOf(4)).toPlainString());
    }

    @Override
    public Map<String, Function> getFunctions() {
      return Map.of(
          "view", new ViewFunction(),
          "sum_of", new SumOf(),
          "when_needed", new WhenNeeded(),
          "when_source", new WhenSource(),
          "and_source", new AndSource());
    }
  }

  /** {@code view(name, parameter="value" ...)}: the text of a view in brackets. */
  private final class ViewFunction implements Function {
    @Override
    public List<String> getArgumentNames() {
      return Stream.concat(Stream.of("name"), INHERITED.stream()).toList();
    }

    @Override
    public Object execute(
        Map<String, Object> args, PebbleTemplate self, EvaluationContext caller, int line) {
      Map<String, Object> context = new HashMap<>();
      context.put("kept", caller.getVariable("kept"));
      for (String name : INHERITED) {
        Object given = args.get(name);
        context.put(name, given == null ? caller.getVariable(name) : given);
      }
      if (reading == Reading.EVERYTHING) {
        context.put("needed", "");
      }
      String name = (String) args.get("name");
      // The standing of another period is not kept.
      boolean kept =
          name.equals("commune_points")
              && (boolean) context.get("kept")
              && context.get("from_day").equals("{from_day:Date}");
      String text = evaluate(kept ? "parts/kept_points.sql" : views.get(name), context);
      return new SafeString(
          "(" + BEGIN + "\n" + text.substring(endOfHead(text)).stripTrailing() + "\n" + END + ")");
    }
  }

  /**
   * {@code sum_of(sums, name)}: the entry of a measure in an array in the order of {@code
   * stream_measure_names}. The place is worked out here because the server would plan a search by
   * name again in each query; the name stands beside it.
   */
  private static final class SumOf implements Function {
    @Override
    public List<String> getArgumentNames() {
      return List.of("sums", "name");
    }

    @Override
    public Object execute(
        Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
      int place = MEASURES.stream().map(Measure::name).toList().indexOf(args.get("name"));
      if (place < 0) {
        throw new IllegalArgumentException("There is no measure " + args.get("name"));
      }
      return "%s[/* %s */ %d]".formatted(args.get("sums"), args.get("name"), place + 1);
    }
  }

  /** {@code when_needed(measure, sum)}: 0 in a query whose formulas do not use the measure. */
  private static final class WhenNeeded implements Function {
    /** Every standing tells them. */
    private static final Set<String> STANDING =
        Set.of(
            "service_requests.received",
            "service_requests.open",
            "service_requests.overdue",
            "service_requests.overdue_suspected");

    @Override
    public List<String> getArgumentNames() {
      return List.of("measure", "expression");
    }

    @Override
    public Object execute(
        Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
      Measure measure = (Measure) args.get("measure");
      String needed = (String) context.getVariable("needed");
      boolean ofFrame = context.getVariable("indicator").equals("''");
      return needed.isEmpty() || ofFrame && isOfEveryFrame(measure)
          ? args.get("expression")
          : "if(hasAny(%s, [%s]), %s, 0)"
              .formatted(needed, neededFor(measure), args.get("expression"));
    }

    /**
     * Each choice between a sum and 0 is planned in every query, so a frame that needs documents or
     * payments has all their sums.
     */
    private static boolean isOfEveryFrame(Measure measure) {
      return STANDING.contains(measure.name()) || !measure.stream().equals("service_requests");
    }

    /** The measure itself, and those that are computed from it. */
    private static String neededFor(Measure measure) {
      return Measure.all().stream()
          .filter(
              other ->
                  other.equals(measure)
                      || other.stream().equals(measure.stream())
                          && other.operands().contains(measure.column()))
          .map(other -> "'" + other.name() + "'")
          .collect(Collectors.joining(", "));
    }
  }

  /** {@code when_source(source, expression, otherwise)}: as the formulas use a source. */
  private static final class WhenSource implements Function {
    @Override
    public List<String> getArgumentNames() {
      return List.of("source", "expression", "otherwise");
    }

    @Override
    public Object execute(
        Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
      Object needed = context.getVariable("needed");
      return needed.equals("")
          ? args.get("expression")
          : "if(has(%s, '%s'), %s, %s)"
              .formatted(needed, args.get("source"), args.get("expression"), args.get("otherwise"));
    }
  }

  /** {@code and_source(source)}: no rows when the formulas do not use a source. */
  private static final class AndSource implements Function {
    @Override
    public List<String> getArgumentNames() {
      return List.of("source");
    }

    @Override
    public Object execute(
        Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
      Object needed = context.getVariable("needed");
      return needed.equals("") ? "" : " AND has(%s, '%s')".formatted(needed, args.get("source"));
    }
  }

  private static final List<Map<String, String>> PERIODS =
      List.of(
          period("today", "local day", "EVERY 15 SECOND", "%s", "1"),
          period("week", "week", "EVERY 60 SECOND OFFSET 4 SECOND", "toMonday(%s)", "7"),
          period(
              "month",
              "month",
              "EVERY 30 SECOND OFFSET 10 SECOND",
              "toStartOfMonth(%s)",
              "toIntervalMonth(1)"),
          period(
              "quarter",
              "quarter",
              "EVERY 60 SECOND OFFSET 34 SECOND",
              "toStartOfQuarter(%s)",
              "toIntervalMonth(3)"),
          period(
              "half_year",
              "half-year",
              "EVERY 60 SECOND OFFSET 19 SECOND",
              "toStartOfInterval(%s, toIntervalMonth(6))",
              "toIntervalMonth(6)"),
          period(
              "year",
              "year",
              "EVERY 60 SECOND OFFSET 50 SECOND",
              "toStartOfYear(%s)",
              "toIntervalYear(1)"));

  private static Map<String, String> period(
      String table, String name, String refresh, String from, String length) {
    return Map.of(
        "table", table,
        "name", name,
        "refresh", refresh,
        "from", from.formatted("toDate(now(), 'Asia/Ho_Chi_Minh')"),
        "length", length);
  }
}
