package vn.cds.standalone.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.runtime.options.StreamJob;

/** What docs/metrics.md lists, and what an endpoint answers, in the same form. */
final class MetricsTable {
  /** The tables of the repository. */
  static final Path ROOT = Path.of(System.getProperty("cds.root"));

  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Za-z_]+)` \\| (\\w+) \\| ([^|]*) ?\\| [^|]+ \\|");
  private static final Pattern SAMPLE =
      Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]*)(?:\\{(.*)})? \\S+");

  private MetricsTable() {}

  /** The label job_name of a job; FlinkMetricsTest sees it. */
  static String jobLabel(StreamJob job) {
    return job.flinkName().replace('-', '_');
  }

  /** The rows of a section: name, and type with the labels, sorted. */
  static Map<String, String> of(String section) {
    Map<String, String> rows = new TreeMap<>();
    boolean inside = false;
    for (String line : lines()) {
      if (line.startsWith("## ")) {
        inside = line.equals("## " + section);
      }
      Matcher row = ROW.matcher(line);
      if (inside && row.matches()) {
        rows.put(row.group(1), form(row.group(2), labels(row.group(3))));
      }
    }
    return rows;
  }

  /** The names of all sections. */
  static TreeSet<String> names() {
    TreeSet<String> names = new TreeSet<>();
    for (String line : lines()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        names.add(row.group(1));
      }
    }
    return names;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(ROOT.resolve("docs/metrics.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TreeSet<String> labels(String cell) {
    TreeSet<String> labels = new TreeSet<>();
    Pattern.compile("`(\\w+)`").matcher(cell).results().forEach(one -> labels.add(one.group(1)));
    return labels;
  }

  private static String form(String type, TreeSet<String> labels) {
    return type + " " + labels;
  }

  /** What {@code /metrics} of a port answers now, without the labels le and quantile. */
  static Map<String, String> answered(int port) throws IOException, InterruptedException {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, TreeSet<String>> labels = new TreeMap<>();
    for (String line : scrape(port).split("\n")) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
      }
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        String name = sample.group(1);
        String family = types.containsKey(name) ? name : name.replaceFirst("_[a-z]+$", "");
        TreeSet<String> known = labels.computeIfAbsent(family, none -> new TreeSet<>());
        Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"")
            .matcher(sample.group(2) == null ? "" : sample.group(2))
            .results()
            .forEach(label -> known.add(label.group(1)));
        known.remove("le");
      }
    }
    Map<String, String> rows = new TreeMap<>();
    labels.forEach((name, all) -> rows.put(name, form(types.get(name), all)));
    return rows;
  }

  static String scrape(int port) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("/metrics answers " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /** The names of metrics in an expression, those of histograms without their suffix. */
  static List<String> metricsIn(String expression) {
    String bare =
        expression
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^\\]]*]", "")
            .replaceAll("\\boffset\\s+\\w+", "")
            .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", "");
    List<String> names = new ArrayList<>();
    Pattern.compile("(?<![\\w.])[A-Za-z_:][\\w:]*+(?!\\s*\\()")
        .matcher(bare)
        .results()
        .map(word -> word.group())
        .filter(word -> !List.of("and", "or", "unless", "bool").contains(word))
        .forEach(word -> names.add(word.replaceFirst("_(bucket|count|sum)$", "")));
    return names;
  }
}
