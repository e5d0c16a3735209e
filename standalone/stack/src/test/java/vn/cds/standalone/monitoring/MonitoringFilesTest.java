package vn.cds.standalone.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.jobs.Jobs;

/**
 * Whether alert rules, their tests, dashboards and runbooks fit together and the metrics that
 * exist. Asks promtool, which Debian's package prometheus brings.
 */
class MonitoringFilesTest {
  private static final Path PROMETHEUS = MetricsTable.ROOT.resolve("deploy/prometheus");
  private static final Path DASHBOARDS = MetricsTable.ROOT.resolve("deploy/grafana/dashboards");
  private static final Path RUNBOOKS = MetricsTable.ROOT.resolve("docs/runbooks");
  private static final List<String> RULE_TESTS = List.of("rules-test.yml", "rules-days-test.yml");

  /** What Prometheus makes by itself. */
  private static final Set<String> OWN = Set.of("up");

  private record Rule(String name, String expression, String severity, Map<?, ?> annotations) {}

  @Test
  void prometheusTakesItsFiles() throws Exception {
    promtool("check", "config", PROMETHEUS.resolve("prometheus.yml").toString());
  }

  @Test
  void theRulesFireWhenTheyMustAndNotOtherwise() throws Exception {
    List<String> command = new ArrayList<>(List.of("test", "rules"));
    RULE_TESTS.forEach(file -> command.add(PROMETHEUS.resolve(file).toString()));
    promtool(command.toArray(String[]::new));
  }

  @Test
  void noRuleIsWithoutACaseInWhichItFires() throws IOException {
    String cases = "";
    for (String file : RULE_TESTS) {
      cases += Files.readString(PROMETHEUS.resolve(file));
    }
    // Those that a pattern of names takes are named in what is expected.
    for (Rule rule : rules()) {
      assertThat(cases)
          .containsPattern("(alertname: |alertname=\"|alertname=\\\\\")" + rule.name() + "\\b");
    }
  }

  @Test
  void everyRuleSaysHowSevereItIsWhatToDoFirstAndWhereToGoOn() throws IOException {
    for (Rule rule : rules()) {
      assertThat(rule.severity()).as(rule.name()).isIn("critical", "warning");
      assertThat(rule.annotations().keySet())
          .as(rule.name())
          .isEqualTo(Set.of("summary", "runbook_url"));
      String page = rule.annotations().get("runbook_url").toString();
      assertThat(page).startsWith("docs/runbooks/").endsWith(".md");
      assertThat(MetricsTable.ROOT.resolve(page)).as(rule.name()).exists();
      assertThat(Files.readString(MetricsTable.ROOT.resolve(page)))
          .as("%s names its alert", page)
          .contains("`" + rule.name() + "`");
    }
  }

  @Test
  void everyRuleUsesMetricsThatThereAre() throws IOException {
    for (Rule rule : rules()) {
      assertKnown(rule.name(), rule.expression());
    }
  }

  @Test
  void aJobThatIsMissingIsToldByItsName() throws IOException {
    String expression =
        rules().stream()
            .filter(rule -> rule.name().equals("JobNotRunning"))
            .findAny()
            .orElseThrow()
            .expression();
    for (StreamJob job : Jobs.ALL) {
      assertThat(expression).contains("{job_name=\"" + MetricsTable.jobLabel(job) + "\"}");
    }
  }

  @Test
  void everyDashboardShowsMetricsThatThereAreByExpressionsThatParse(@TempDir Path dir)
      throws Exception {
    Map<String, String> expressions = new TreeMap<>();
    Set<String> ids = new TreeSet<>();
    for (Path file : files(DASHBOARDS, ".json")) {
      JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
      assertThat(ids.add(dashboard.get("uid").asText())).as("%s: uid", file).isTrue();
      for (JsonNode panel : dashboard.get("panels")) {
        assertThat(panel.at("/datasource/uid").asText()).isEqualTo("prometheus");
        for (JsonNode target : panel.get("targets")) {
          String where = "%s: %s".formatted(file.getFileName(), panel.get("title").asText());
          String expression = target.get("expr").asText().replace("$__rate_interval", "5m");
          assertKnown(where, expression);
          expressions.put("e" + expressions.size(), expression);
        }
        for (String word : panel.get("description").asText().split("[ .,]+")) {
          if (word.matches("(?:[A-Z][a-z]+){2,}") && !word.equals("ClickHouse")) {
            assertThat(rules()).extracting(Rule::name).as(file.toString()).contains(word);
          }
        }
      }
    }
    StringBuilder recording = new StringBuilder("groups:\n- name: dashboards\n  rules:\n");
    expressions.forEach(
        (name, expression) ->
            recording
                .append("  - record: ")
                .append(name)
                .append("\n    expr: |\n      ")
                .append(expression)
                .append('\n'));
    Path file = Files.writeString(dir.resolve("dashboards.yml"), recording);
    promtool("check", "rules", file.toString());
  }

  @Test
  void everyMetricOfOursIsOnADashboard() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(DASHBOARDS, ".json")) {
      all.append(Files.readString(file));
    }
    for (String name : MetricsTable.names()) {
      if (name.startsWith("cds_") && !name.equals("cds_notifier_delivery_seconds")) {
        assertThat(all.toString()).contains(name);
      }
    }
  }

  @Test
  void everyRunbookIsListedAndHasItsParts() throws IOException {
    String list = Files.readString(RUNBOOKS.resolve("README.md"));
    for (Path file : files(RUNBOOKS, ".md")) {
      String name = file.getFileName().toString();
      if (name.equals("README.md")) {
        continue;
      }
      assertThat(list).contains("](" + name + ")");
      assertThat(
              Files.readAllLines(file).stream()
                  .filter(line -> line.startsWith("## "))
                  .collect(Collectors.toList()))
          .as(name)
          .containsExactly(
              "## Symptom",
              "## What it means for the figures",
              "## First look",
              "## Mend",
              "## Check");
    }
  }

  private static void assertKnown(String where, String expression) {
    List<String> names = MetricsTable.metricsIn(expression);
    assertThat(names).as(where).isNotEmpty();
    Set<String> known = MetricsTable.names();
    known.addAll(OWN);
    assertThat(known).as("%s: %s", where, expression).containsAll(names);
  }

  private static List<Rule> rules() throws IOException {
    Map<?, ?> file =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(PROMETHEUS.resolve("rules.yml")));
    List<Rule> rules = new ArrayList<>();
    for (Object group : (List<?>) file.get("groups")) {
      for (Object one : (List<?>) ((Map<?, ?>) group).get("rules")) {
        Map<?, ?> rule = (Map<?, ?>) one;
        rules.add(
            new Rule(
                rule.get("alert").toString(),
                rule.get("expr").toString(),
                ((Map<?, ?>) rule.get("labels")).get("severity").toString(),
                (Map<?, ?>) rule.get("annotations")));
      }
    }
    return rules;
  }

  private static List<Path> files(Path directory, String end) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).sorted().toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(
          "promtool is not installed. Debian: apt-get install prometheus; elsewhere it comes with"
              + " Prometheus",
          e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
