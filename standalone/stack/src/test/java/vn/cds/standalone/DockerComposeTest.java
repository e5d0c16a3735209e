package vn.cds.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import vn.cds.contract.kafka.TopicPlan;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.jobs.Jobs;

/**
 * Whether docker-compose.yml and what it names fit the project: files, versions, ports, options,
 * users, topics. Needs no Docker.
 */
class DockerComposeTest {
  private static final Path ROOT = Path.of(System.getProperty("cds.root"));
  private static final Path DOCKER = ROOT.resolve("deploy/docker");
  private static final Path COMPOSE = ROOT.resolve("docker-compose.yml");
  private static final Path ENVIRONMENT = ROOT.resolve(".env.example");
  private static final Path PROMETHEUS = ROOT.resolve("deploy/prometheus/prometheus.yml");
  private static final String SECRETS = "/run/secrets/";

  /** Begins the keys of Flink's Prometheus reporter. */
  private static final String REPORTER = "metrics.reporter.prom.";

  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Z_]+)(?::([-?])([^}]*))?}|\\$\\$");

  private static final Map<String, Object> RAW = yaml(read(COMPOSE));
  private static final Map<String, Object> FILE = yaml(interpolated(read(COMPOSE)));
  private static final Map<String, Map<String, Object>> SERVICES = services(FILE);

  // --- Files ---

  @Test
  void everyMountedFileAndEveryBuildContextIsThere() {
    SERVICES.forEach(
        (name, service) -> {
          for (String volume : strings(service.get("volumes"))) {
            String source = volume.split(":", 2)[0];
            if (source.startsWith(".")) {
              assertThat(ROOT.resolve(source)).as("mounted by %s", name).exists();
            } else if (!source.startsWith("/")) {
              assertThat(map(FILE.get("volumes"))).as("volumes").containsKey(source);
            }
          }
          strings(service.get("secrets"))
              .forEach(secret -> assertThat(map(FILE.get("secrets"))).as(name).containsKey(secret));
          if (service.containsKey("build")) {
            Map<String, Object> build = map(service.get("build"));
            Path context = ROOT.resolve(build.get("context").toString());
            assertThat(context).isDirectory();
            assertThat(read(context.resolve(build.get("dockerfile").toString())))
                .as("Dockerfile of %s", name)
                .containsPattern("(?m)^FROM \\S+ AS " + build.get("target") + "$");
          }
        });
  }

  @Test
  void everythingTheDockerfileCopiesIsThereAndIsSentToTheBuild() throws IOException {
    List<String> ignore =
        read(ROOT.resolve(".dockerignore")).lines().filter(l -> !l.startsWith("#")).toList();
    List<String> sources = copied();
    assertThat(sources).contains("pom.xml", "standalone", "deploy/docker/bin/http-get");
    for (String source : sources) {
      assertThat(ROOT.resolve(source)).exists();
      assertThat(isIgnored(ignore, Path.of(source))).as("%s is ignored", source).isFalse();
    }
    for (String modulePom : modulePoms()) {
      assertThat(sources.stream().anyMatch(s -> Path.of(modulePom).startsWith(s)))
          .as("%s, which Maven reads, is copied", modulePom)
          .isTrue();
    }
    for (String kept :
        List.of(".env", "deploy/docker/secrets/board", ".git/config", "data/x", "sql/target/x")) {
      assertThat(isIgnored(ignore, Path.of(kept))).as("%s is ignored", kept).isTrue();
    }
  }

  @Test
  void everyScriptIsWellFormed() throws Exception {
    try (Stream<Path> files = Files.walk(DOCKER)) {
      for (Path file : files.filter(DockerComposeTest::isScript).toList()) {
        assertThat(Files.isExecutable(file)).as("%s can be run", file).isTrue();
        assertThat(run("bash", "-n", file.toString()).exitCode()).as("bash -n " + file).isZero();
      }
    }
  }

  // --- Versions ---

  @Test
  void everyImageIsPinnedToTheVersionTheProjectBuildsWith() {
    Set<String> images =
        SERVICES.values().stream()
            .filter(service -> !service.containsKey("build"))
            .map(service -> service.get("image").toString())
            .collect(Collectors.toSet());
    services(RAW).values().stream()
        .filter(service -> service.containsKey("build"))
        .forEach(
            service ->
                assertThat(service.get("image").toString())
                    .as("a version of its own, which is the way back")
                    .endsWith(":${CDS_VERSION:-local}"));
    images.addAll(baseImages());
    assertThat(images)
        .allSatisfy(
            image -> assertThat(image).matches("[a-z./-]+:v?[0-9].*").doesNotContain("latest"));
    assertThat(images)
        .contains(
            "apache/kafka:" + property("kafka.version"),
            "flink:" + property("flink.version") + "-java17");
  }

  /**
   * The tests and the demo run the library. docs/adr/0003-clickhouse-tables.md says how to choose.
   */
  @Test
  void theClickHouseServerAndTheLibraryHaveTheSameVersion() {
    String server =
        group(read(DOCKER.resolve("Dockerfile")), "(?m)^FROM clickhouse/clickhouse-server:(\\S+)");
    for (String file : List.of("package.json", "package-lock.json")) {
      List<String> libraries =
          all(
              read(ROOT.resolve("standalone/clickhouse/npm").resolve(file)),
              "(?<=\"@chdb/lib-[a-z0-9-]{1,20}\": \")[0-9]+\\.[0-9]+(?=\\.)");
      assertThat(libraries)
          .as("docker-compose starts ClickHouse %s; the libraries of npm/%s", server, file)
          .hasSize(4)
          .allMatch(server::equals);
    }
  }

  // --- Commands, options, users, topics ---

  @Test
  void everyCommandIsOneThatTheCommandLineTakes() {
    assertThat(read(DOCKER.resolve("Dockerfile"))).contains("ENTRYPOINT [\"cds\"]");
    Map<String, List<String>> commands = new TreeMap<>();
    SERVICES.forEach(
        (name, service) -> {
          if (service.get("image").toString().startsWith("cds:")
              && !service.containsKey("entrypoint")) {
            commands.put(name, strings(service.get("command")));
          }
        });
    assertThat(commands.keySet())
        .containsExactly(
            "board",
            "cli",
            "gateway",
            "importer",
            "jobs",
            "migrate",
            "notifier",
            "simulator",
            "topics");
    commands.forEach(DockerComposeTest::assertParses);
  }

  @Test
  void everyJobIsKeptFromTheJarsAndTheStateThatAreThere() {
    assertThat(argument("jobs", "--jobs").split(","))
        .containsExactlyInAnyOrder(
            Jobs.ALL.stream().map(StreamJob::jobName).toArray(String[]::new));
    String image = read(DOCKER.resolve("Dockerfile"));
    for (String jar : List.of(argument("jobs", "--jar"), argument("jobs", "--alert-jar"))) {
      assertThat(Path.of(jar).getParent()).hasToString("/opt/cds");
      assertThat(image).contains("/out/" + Path.of(jar).getFileName());
    }
    // The same path for whoever looks for a state, restores it and writes it.
    for (String sees : List.of("jobs", "jobmanager", "taskmanager")) {
      assertThat(strings(SERVICES.get(sees).get("volumes")))
          .anyMatch(volume -> volume.matches("state:" + argument("jobs", "--state") + "(:ro)?"));
    }
    assertThat(argument("jobs", "--options")).isEqualTo("/etc/cds/job.properties");
    assertThat(healthCheck(SERVICES.get("jobs")))
        .contains("127.0.0.1 " + argument("jobs", "--port") + " /readyz");
  }

  @Test
  void theJobsOptionsHoldAndTheirPasswordIsWhereTheTasksRun() {
    JobOptions options = JobOptions.load(DOCKER.resolve("job.properties"), Map.of());
    assertThat(options.get(JobOptions.CLICKHOUSE_USER)).isIn(clickHouseUsers().keySet());
    assertThat(options.get(JobOptions.CLICKHOUSE_URL)).endsWith("/cds");
    assertThat(mountedSecrets("taskmanager"))
        .contains(options.get(JobOptions.CLICKHOUSE_PASSWORD_FILE));
    for (String reads : List.of("jobs", "jobmanager")) {
      assertThat(strings(SERVICES.get(reads).get("volumes")))
          .contains("./deploy/docker/job.properties:/etc/cds/job.properties:ro");
    }
  }

  /** Its file is read as in the container, with every recipient that it shows. */
  @Test
  void theNotifiersFileHoldsAndItsSecretsAreMounted(@TempDir Path dir) throws IOException {
    Path file = DOCKER.resolve("notifier.yaml");
    assertThat(NotifierConfiguration.read(file, Map.of()).bootstrapServers())
        .isEqualTo("kafka:19092");
    String shown =
        read(file)
            .replace("recipients: []\n", "")
            .replaceAll("(?m)^# (?=smtp:|recipients:|  )", "")
            .replace("file:" + SECRETS, "file:");
    List<String> secrets = all(read(file), "(?<=file:)" + SECRETS + "[a-z-]+");
    assertThat(mountedSecrets("notifier")).containsExactlyElementsOf(secrets);
    for (String secret : secrets) {
      Files.writeString(dir.resolve(secret.substring(SECRETS.length())), "x");
    }
    NotifierConfiguration all =
        NotifierConfiguration.read(
            Files.writeString(dir.resolve("notifier.yaml"), shown), Map.of());
    assertThat(all).hasToString("2 recipients, 1 Alertmanagers");
  }

  @Test
  void everyAccountAndPasswordFileInACommandIsThere() {
    Map<String, Element> users = clickHouseUsers();
    SERVICES.forEach(
        (name, service) -> {
          for (String argument : strings(service.get("command"))) {
            if (argument.startsWith("--user=")) {
              assertThat(users).as(name).containsKey(argument.substring("--user=".length()));
            }
            if (argument.contains(SECRETS)) {
              assertThat(mountedSecrets(name)).contains(argument.substring(argument.indexOf('/')));
            }
          }
        });
  }

  @Test
  void clickHousesUsersHaveTheHashesThatTheStartScriptMakesAndNoOtherWayIn() {
    String start = read(DOCKER.resolve("clickhouse/start.sh"));
    Map<String, Element> users = clickHouseUsers();
    assertThat(users.keySet()).containsExactlyInAnyOrder("migrator", "writer", "reader", "default");
    Set<String> hashes = new HashSet<>();
    users.forEach(
        (name, user) -> {
          assertThat(user.getAttribute("replace")).as("%s replaces", name).isNotEmpty();
          assertThat(texts(user, "query")).as("grants of " + name).isNotEmpty();
          if (name.equals("default")) {
            assertThat(texts(user, "ip")).containsExactly("127.0.0.1", "::1");
            assertThat(texts(user, "query")).allMatch(g -> g.startsWith("GRANT SELECT ON cds."));
          } else {
            hashes.add(child(user, "password_sha256_hex").getAttribute("from_env"));
            assertThat(profiles()).contains(texts(user, "profile").get(0));
          }
        });
    assertThat(hashes).hasSize(3);
    // Anything else would have the image make users of its own.
    assertThat(environment("clickhouse")).containsOnlyKeys("CLICKHOUSE_SKIP_USER_SETUP");
    assertThat(new TreeSet<>(all(start, "(?m)^CDS_[A-Z_0-9]+(?==)"))).isEqualTo(hashes);
    assertThat(mountedSecrets("clickhouse"))
        .containsExactlyInAnyOrderElementsOf(
            all(start, "(?<=\\$\\(hash_of )[a-z-]+").stream().map(SECRETS::concat).toList());
  }

  /** By the command that knows them; those that are there stay as their operators want them. */
  @Test
  void theTopicsAreMadeWithThePartitionsOfThePlan() {
    assertThat(strings(SERVICES.get("topics").get("command")))
        .startsWith("topics", "apply", "--only-missing", "--kafka=kafka:19092");
    assertThat(argument("topics", "--partitions"))
        .isEqualTo(Integer.toString(TopicPlan.bundled().partitions()));
  }

  @Test
  void prometheusReadsEveryProcessThatHasMetrics() {
    Map<String, Set<String>> listening = listening();
    Set<String> read = new TreeSet<>();
    for (Object scrape : (List<?>) yaml(read(PROMETHEUS)).get("scrape_configs")) {
      Map<String, Object> job = map(scrape);
      String service = job.get("job_name").toString();
      read.add(service);
      assertThat(SERVICES).containsKey(service);
      if (job.containsKey("dns_sd_configs")) {
        Map<String, Object> found = map(((List<?>) job.get("dns_sd_configs")).get(0));
        assertThat(strings(found.get("names"))).containsExactly(service);
        assertThat(listening.get(service)).as(service).contains(found.get("port").toString());
      } else {
        assertThat(leaves(job.get("static_configs")))
            .as("an address of " + service)
            .allMatch(target -> target.startsWith(service + ":"));
      }
    }
    assertThat(read)
        .contains("board", "gateway", "importer", "notifier", "jobmanager", "taskmanager");
  }

  // --- Environment keys ---

  @Test
  void everyKafkaSettingIsOneOfKafkas() {
    Set<String> known = AbstractKafkaConfig.CONFIG_DEF.names();
    // Read by Kafka's own scripts.
    Set<String> scripts = Set.of("KAFKA_HEAP_OPTS", "KAFKA_LOG4J_OPTS", "EXTRA_ARGS", "LOG_DIR");
    Set<String> keys = new TreeSet<>(environment("kafka").keySet());
    keys.removeAll(scripts);
    assertThat(keys)
        .allSatisfy(
            key ->
                assertThat(key.replaceFirst("^KAFKA_", "").toLowerCase(java.util.Locale.ROOT))
                    .satisfies(name -> assertThat(known).contains(name.replace('_', '.'))));
    assertThat(environment("kafka"))
        .containsEntry("KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE", "LogAppendTime");
  }

  @Test
  void everyFlinkPropertyIsOneOfFlinksWithAValueOfItsType() {
    Map<String, ConfigOption<?>> known = flinkOptions();
    for (String service : List.of("jobmanager", "taskmanager")) {
      Map<String, String> properties = flinkProperties(service);
      properties.forEach(
          (key, value) -> {
            if (!key.startsWith(REPORTER)) {
              assertThat(known).as("Flink's keys, " + service).containsKey(key);
              assertThatCode(() -> Configuration.fromMap(properties).get(known.get(key)))
                  .as(key)
                  .doesNotThrowAnyException();
            }
          });
      assertThat(properties).containsEntry(JobManagerOptions.ADDRESS.key(), "jobmanager");
      assertThat(properties)
          .containsEntry(REPORTER + "factory.class", PrometheusReporterFactory.class.getName());
      assertThat(properties.keySet().stream().filter(key -> key.startsWith(REPORTER)))
          .containsExactlyInAnyOrder(REPORTER + "factory.class", REPORTER + "port");
    }
    assertThat(flinkProperties("jobmanager"))
        .containsEntry(WebOptions.SUBMIT_ENABLE.key(), "false");
    Configuration taskManager = Configuration.fromMap(flinkProperties("taskmanager"));
    assertThat(taskManager.get(TaskManagerOptions.NUM_TASK_SLOTS))
        .as("slots for the jobs")
        .isGreaterThanOrEqualTo(
            Jobs.ALL.size() * Integer.parseInt(argument("jobs", "--parallelism")));
  }

  /** Flink gets less than the container: files in a tmpfs count, too. */
  @Test
  void flinkIsToldTheMemoryOfItsContainer() {
    assertThat(read(DOCKER.resolve("bin/flink-start")))
        .contains("memory.process.size=$((limit - 256))m");
    for (String service : List.of("jobmanager", "taskmanager")) {
      assertThat(environment(service).get("CDS_MEMORY"))
          .isEqualTo(SERVICES.get(service).get("mem_limit"));
      assertThat(strings(SERVICES.get(service).get("tmpfs")))
          .containsExactly("/tmp:exec,mode=1777,size=256m");
    }
  }

  @Test
  void theManualSaysHowMuchMemoryTheLimitsAddUpTo() {
    assertThat(read(ROOT.resolve("docs/operations.md")).replaceAll("\\s+", " "))
        .contains(
            "add up to %s GB, with the profiles demo and alerts to %s, with all to %s;"
                .formatted(
                    gigabytes(Set.of()),
                    gigabytes(Set.of("demo", "alerts")),
                    gigabytes(Set.of("demo", "alerts", "gateway", "imports", "monitoring"))));
  }

  private static String gigabytes(Set<String> profiles) {
    long megabytes =
        SERVICES.values().stream()
            .filter(service -> !service.get("restart").equals("no"))
            .filter(
                service ->
                    !service.containsKey("profiles")
                        || strings(service.get("profiles")).stream().anyMatch(profiles::contains))
            .mapToLong(
                service -> MemorySize.parse(service.get("mem_limit").toString()).getMebiBytes())
            .sum();
    return String.format(java.util.Locale.ROOT, "%.1f", megabytes / 1024.0);
  }

  /** With a runc before 1.1.8 a directory that the image has keeps its owner, whatever the mode. */
  @Test
  void everyTmpfsOverADirectoryOfAnImageNamesItsOwner() {
    SERVICES.forEach(
        (name, service) ->
            strings(service.get("tmpfs")).stream()
                .filter(mount -> !mount.startsWith("/tmp:"))
                .forEach(
                    mount -> {
                      String[] owner = service.get("user").toString().split(":");
                      assertThat(mount)
                          .as("%s of %s", mount, name)
                          .contains("uid=" + owner[0] + ",gid=" + owner[1]);
                    }));
  }

  @Test
  void everyVariableOfOursIsReadByAScriptOfOurs() throws IOException {
    StringBuilder scripts = new StringBuilder();
    try (Stream<Path> files = Files.walk(DOCKER)) {
      files.filter(DockerComposeTest::isScript).forEach(file -> scripts.append(read(file)));
    }
    SERVICES.forEach(
        (name, service) ->
            environment(name).keySet().stream()
                .filter(key -> key.startsWith("CDS_") || key.startsWith("FLINK_"))
                .filter(key -> !key.equals("CDS_LOG")) // read by log4j2.xml (JsonLogTest)
                .forEach(
                    key ->
                        assertThat(scripts.toString())
                            .as("%s of %s is read", key, name)
                            .containsPattern("\\$\\{?" + key + "\\b")));
  }

  @Test
  void everyVariableStandsInTheExampleWithTheSameDefault() {
    Map<String, String> defaults = new TreeMap<>();
    VARIABLE
        .matcher(read(COMPOSE))
        .results()
        .filter(variable -> variable.group(1) != null)
        .forEach(
            variable ->
                defaults.merge(
                    variable.group(1),
                    "-".equals(variable.group(2)) ? variable.group(3) : "",
                    (a, b) -> a.isEmpty() ? b : a));
    Map<String, String> example = new TreeMap<>();
    Map<String, String> commented = new TreeMap<>();
    Pattern.compile("(?m)^(#?)([A-Z_]+)=(.*)$")
        .matcher(read(ENVIRONMENT))
        .results()
        .forEach(
            line ->
                (line.group(1).isEmpty() ? example : commented).put(line.group(2), line.group(3)));
    Set<String> all = new TreeSet<>(example.keySet());
    all.addAll(commented.keySet());
    // Compose's own, which it reads there.
    assertThat(all.remove("COMPOSE_PROFILES")).isTrue();
    commented.remove("COMPOSE_PROFILES");
    assertThat(all).isEqualTo(defaults.keySet());
    commented.forEach(
        (key, value) -> assertThat(defaults).as("default of " + key).containsEntry(key, value));
    example.forEach((key, value) -> assertThat(defaults).as("required").containsEntry(key, ""));
  }

  // --- Ports ---

  @Test
  void everyAddressIsAPortOnWhichThatServiceListens() {
    Map<String, Set<String>> listening = listening();
    List<String> texts = new ArrayList<>(leaves(map(FILE.get("services"))));
    texts.add(read(DOCKER.resolve("job.properties")));
    texts.add(read(DOCKER.resolve("notifier.yaml")));
    texts.add(read(PROMETHEUS));
    texts.add(read(ROOT.resolve("deploy/grafana/provisioning/datasources/prometheus.yml")));
    Pattern address = Pattern.compile("\\b([a-z]+):([0-9]{4,5})\\b");
    Set<String> checked = new TreeSet<>();
    for (String text : texts) {
      address
          .matcher(text)
          .results()
          .filter(found -> SERVICES.containsKey(found.group(1)))
          .forEach(
              found -> {
                checked.add(found.group());
                assertThat(listening.get(found.group(1)))
                    .as("%s in: %s", found.group(), text)
                    .contains(found.group(2));
              });
    }
    assertThat(checked)
        .contains("kafka:19092", "clickhouse:8123", "alertmanager:9093", "jobmanager:8081")
        .contains("board:9096", "jobmanager:9249", "clickhouse:9363", "prometheus:9090");
    SERVICES.forEach(
        (name, service) -> {
          for (String published : strings(service.get("ports"))) {
            assertThat(published).as("published on one address").startsWith("127.0.0.1:");
            assertThat(listening.get(name))
                .as("%s publishes %s", name, published)
                .contains(published.substring(published.lastIndexOf(':') + 1));
          }
          Matcher check =
              Pattern.compile("(?:http-get|nc -z) (\\S+) (\\d+)").matcher(healthCheck(service));
          while (check.find()) {
            String host = check.group(1).equals("127.0.0.1") ? name : check.group(1);
            assertThat(listening.get(host)).as("health of " + name).contains(check.group(2));
          }
        });
  }

  // --- Safety ---

  @Test
  void everyServiceIsHardenedAndIsEitherWatchedOrDoneWhenItEnds() {
    String dockerfile = read(DOCKER.resolve("Dockerfile"));
    SERVICES.forEach(
        (name, service) -> {
          assertThat(service).as(name).containsKeys("mem_limit", "tmpfs", "logging");
          assertThat(service).as(name).containsEntry("read_only", true);
          assertThat(service).as(name).doesNotContainKey("privileged");
          assertThat(strings(service.get("cap_drop"))).as(name).containsExactly("ALL");
          assertThat(strings(service.get("security_opt"))).contains("no-new-privileges:true");
          if (!service.containsKey("user")) {
            String target = map(service.get("build")).get("target").toString();
            assertThat(group(dockerfile, "(?s)AS " + target + "\n(.*?)(?:\nFROM|\\z)"))
                .containsPattern("\nUSER (cds|flink)\n");
          } else {
            assertThat(service.get("user").toString())
                .as("user of " + name)
                .matches("1000:1000|101:101|472:0|9999:9999|65534:65534");
          }
          boolean oneShot = service.get("restart").equals("no");
          assertThat(service.containsKey("healthcheck"))
              .as("health of " + name)
              .isEqualTo(!oneShot);
          if (!oneShot) {
            assertThat(map(service.get("healthcheck")))
                .as(name + " may take minutes to start")
                .containsEntry("start_period", "180s");
          }
          map(service.getOrDefault("depends_on", Map.of()))
              .forEach(
                  (other, how) -> {
                    assertThat(SERVICES).as(name + " depends on").containsKey(other);
                    assertThat(map(how))
                        .as(name + " depends on " + other)
                        .containsEntry(
                            "condition",
                            SERVICES.get(other).get("restart").equals("no")
                                ? "service_completed_successfully"
                                : "service_healthy");
                  });
        });
    assertThat(map(SERVICES.get("jobs").get("depends_on"))).containsKeys("topics", "migrate");
    assertThat(strings(SERVICES.get("simulator").get("profiles"))).containsExactly("demo");
  }

  @Test
  void noSecretStandsInAnyFile() throws IOException {
    Pattern assignment =
        Pattern.compile(
            "(?i)[a-z._-]*(?:password|secret|token|credential)[a-z._-]*\\s*[=:]\\s*(\\S+)");
    Pattern random =
        Pattern.compile(
            "(?=[A-Za-z0-9+/]*[0-9])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{20,}");
    List<String> settings = new ArrayList<>(leaves(FILE));
    for (Path file : List.of(ENVIRONMENT, DOCKER.resolve("job.properties"))) {
      read(file).lines().filter(line -> !line.startsWith("#")).forEach(settings::add);
    }
    for (String setting : settings) {
      Matcher matcher = assignment.matcher(setting);
      while (matcher.find()) {
        // A file, never a value.
        assertThat(matcher.group(1)).as(setting).matches("(/run/secrets/|\\./).*");
      }
    }
    try (Stream<Path> files = Files.walk(DOCKER)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(DOCKER.resolve("secrets")))
              .toList()) {
        assertThat(read(file)).as(file.toString()).doesNotContainPattern(random);
      }
    }
    assertThat(read(COMPOSE)).doesNotContainPattern(random);
    assertThat(map(RAW.get("secrets")).values())
        .allSatisfy(
            secret -> assertThat(map(secret).get("file").toString()).startsWith("${CDS_SECRETS"));
    assertThat(read(ROOT.resolve(".gitignore"))).containsPattern("(?m)^/\\.env$");
    assertThat(read(DOCKER.resolve(".gitignore"))).containsPattern("(?m)^/secrets/$");
    assertThat(map(RAW.get("secrets")).keySet())
        .containsExactlyInAnyOrder(
            group(read(DOCKER.resolve("prepare.sh")), "(?m)^for name in (.*); do$").split(" "));
  }

  @Test
  void dockerComposeItselfTakesTheFile() throws Exception {
    List<String> program =
        Stream.of(List.of("docker", "compose"), List.of("docker-compose"))
            .filter(DockerComposeTest::isInstalled)
            .findFirst()
            .orElse(List.of());
    assumeTrue(
        !program.isEmpty(),
        "docker-compose is not installed (Debian: apt-get install docker-compose), so it could not"
            + " check docker-compose.yml");
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("--env-file", ENVIRONMENT.toString(), "-f", COMPOSE.toString()));
    command.addAll(
        List.of(
            "--profile",
            "demo",
            "--profile",
            "tools",
            "--profile",
            "alerts",
            "--profile",
            "gateway",
            "--profile",
            "imports",
            "--profile",
            "monitoring",
            "config",
            "--quiet"));
    Run run = run(command.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  // --- What the files say ---

  private static Map<String, Set<String>> listening() {
    Map<String, Set<String>> ports = new HashMap<>();
    ports.put(
        "kafka", new TreeSet<>(all(environment("kafka").get("KAFKA_LISTENERS"), "(?<=://:)\\d+")));
    // The server image's own; server.xml does not change it.
    assertThat(read(DOCKER.resolve("clickhouse/server.xml"))).doesNotContain("<http_port");
    ports.put(
        "clickhouse",
        Set.of("8123", texts(child(clickHouseFile("server.xml"), "prometheus"), "port").get(0)));
    ports.put(
        "jobmanager",
        Set.of(
            RestOptions.PORT.defaultValue().toString(),
            flinkProperties("jobmanager").get(REPORTER + "port")));
    ports.put(
        "taskmanager",
        Set.of(
            flinkProperties("taskmanager").get(TaskManagerOptions.RPC_PORT.key()),
            flinkProperties("taskmanager").get(REPORTER + "port")));
    ports.put(
        "notifier",
        Set.copyOf(
            all(read(DOCKER.resolve("notifier.yaml")), "(?m)(?<=^listen: 0\\.0\\.0\\.0:)\\d+")));
    // The image's own: no command line changes it.
    assertThat(strings(SERVICES.get("alertmanager").get("command")).toString())
        .doesNotContain("--web.listen-address");
    ports.put("alertmanager", Set.of("9093"));
    ports.put("board", Set.of(argument("board", "--port"), metricsPort("board")));
    ports.put("jobs", Set.of(argument("jobs", "--port")));
    ports.put("gateway", Set.of(argument("gateway", "--port"), metricsPort("gateway")));
    ports.put("importer", Set.of(argument("importer", "--port"), metricsPort("importer")));
    // The images' own: no command line and no variable changes them.
    assertThat(strings(SERVICES.get("prometheus").get("command")).toString())
        .doesNotContain("--web.listen-address");
    ports.put("prometheus", Set.of("9090"));
    assertThat(environment("grafana")).doesNotContainKey("GF_SERVER_HTTP_PORT");
    ports.put("grafana", Set.of("3000"));
    return ports;
  }

  private static String metricsPort(String service) {
    return argument(service, "--metrics").replaceFirst("^0\\.0\\.0\\.0:", "");
  }

  /** The value of an option in the command of a service. */
  private static String argument(String service, String option) {
    return strings(SERVICES.get(service).get("command")).stream()
        .filter(argument -> argument.startsWith(option + "="))
        .map(argument -> argument.substring(option.length() + 1))
        .findAny()
        .orElseThrow(() -> new AssertionError(service + " has no " + option));
  }

  private static void assertParses(String where, List<String> command) {
    picocli.CommandLine line = new picocli.CommandLine(Cds.class);
    assertThatCode(() -> line.parseArgs(command.toArray(String[]::new)))
        .as("%s: cds %s", where, String.join(" ", command))
        .doesNotThrowAnyException();
  }

  private static List<String> copied() {
    String file = read(DOCKER.resolve("Dockerfile")).replaceAll("\\\\\n", " ");
    List<String> sources = new ArrayList<>();
    for (String line : all(file, "(?m)^COPY .*$")) {
      if (!line.contains("--from=")) {
        List<String> words =
            Stream.of(line.split("\\s+")).skip(1).filter(w -> !w.startsWith("--")).toList();
        sources.addAll(words.subList(0, words.size() - 1));
      }
    }
    return sources;
  }

  private static List<String> baseImages() {
    String file = read(DOCKER.resolve("Dockerfile"));
    Map<String, String> arguments = new HashMap<>();
    Pattern.compile("(?m)^ARG (\\w+)=(\\S+)$")
        .matcher(file)
        .results()
        .forEach(argument -> arguments.put(argument.group(1), argument.group(2)));
    return all(file, "(?m)(?<=^FROM )\\S+").stream()
        .map(
            image ->
                Pattern.compile("\\$\\{(\\w+)}")
                    .matcher(image)
                    .replaceAll(name -> arguments.get(name.group(1))))
        .filter(image -> !image.equals("build")) // a stage of it
        .toList();
  }

  private static List<String> modulePoms() {
    return all(read(ROOT.resolve("pom.xml")), "(?<=<module>)[^<]+").stream()
        .map(module -> module + "/pom.xml")
        .toList();
  }

  private static String property(String name) {
    return group(read(ROOT.resolve("pom.xml")), "<" + Pattern.quote(name) + ">([^<]+)<");
  }

  private static Map<String, Element> clickHouseUsers() {
    Map<String, Element> users = new TreeMap<>();
    children(child(clickHouseFile("users.xml"), "users"))
        .forEach(user -> users.put(user.getTagName(), user));
    return users;
  }

  private static Set<String> profiles() {
    return children(child(clickHouseFile("users.xml"), "profiles")).stream()
        .map(Element::getTagName)
        .collect(Collectors.toSet());
  }

  private static Element clickHouseFile(String name) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(DOCKER.resolve("clickhouse").resolve(name).toFile());
      return document.getDocumentElement();
    } catch (Exception e) {
      throw new AssertionError(name + " is not well-formed XML: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> environment(String service) {
    Map<String, String> environment = new LinkedHashMap<>();
    map(SERVICES.get(service).getOrDefault("environment", Map.of()))
        .forEach((key, value) -> environment.put(key, value.toString()));
    return environment;
  }

  private static Map<String, String> flinkProperties(String service) {
    Map<String, String> properties = new LinkedHashMap<>();
    environment(service)
        .get("FLINK_PROPERTIES")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              String[] entry = line.split(": ", 2);
              properties.put(entry[0], entry[1]);
            });
    return properties;
  }

  private static Map<String, ConfigOption<?>> flinkOptions() {
    Map<String, ConfigOption<?>> options = new HashMap<>();
    for (Class<?> holder :
        List.of(
            CoreOptions.class,
            JobManagerOptions.class,
            TaskManagerOptions.class,
            RestOptions.class,
            WebOptions.class)) {
      for (Field field : holder.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          try {
            ConfigOption<?> option = (ConfigOption<?>) field.get(null);
            options.put(option.key(), option);
          } catch (IllegalAccessException e) {
            throw new AssertionError(field + " is public", e);
          }
        }
      }
    }
    return options;
  }

  private static List<String> mountedSecrets(String service) {
    return strings(SERVICES.get(service).get("secrets")).stream().map(SECRETS::concat).toList();
  }

  private static String healthCheck(Map<String, Object> service) {
    return String.join(
        " ", strings(map(service.getOrDefault("healthcheck", Map.of())).get("test")));
  }

  private static boolean isScript(Path file) {
    return Files.isRegularFile(file) && read(file).startsWith("#!");
  }

  /** The last line that matches the path, or a folder above it, decides. */
  private static boolean isIgnored(List<String> rules, Path path) {
    boolean ignored = false;
    for (String rule : rules) {
      boolean exception = rule.startsWith("!");
      String pattern = exception ? rule.substring(1) : rule;
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      // Here ** also stands for no folder at all.
      PathMatcher atTop =
          FileSystems.getDefault().getPathMatcher("glob:" + pattern.replaceFirst("^\\*\\*/", ""));
      for (Path p = path; p != null; p = p.getParent()) {
        if (matcher.matches(p) || atTop.matches(p)) {
          ignored = !exception;
        }
      }
    }
    return ignored;
  }

  // --- Reading ---

  private static String interpolated(String text) {
    Properties example = new Properties();
    try (Reader reader = Files.newBufferedReader(ENVIRONMENT, StandardCharsets.UTF_8)) {
      example.load(reader);
    } catch (IOException e) {
      throw new AssertionError(ENVIRONMENT + " cannot be read", e);
    }
    return VARIABLE
        .matcher(text)
        .replaceAll(
            (MatchResult variable) -> {
              if (variable.group(1) == null) {
                return "\\$";
              }
              String fallback = "-".equals(variable.group(2)) ? variable.group(3) : null;
              String value = example.getProperty(variable.group(1), fallback);
              assertThat(value).as("%s has a value", variable.group()).isNotNull();
              return Matcher.quoteReplacement(value);
            });
  }

  private static Map<String, Object> yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return map(new Yaml(new SafeConstructor(options)).load(text));
  }

  private static Map<String, Map<String, Object>> services(Map<String, Object> file) {
    Map<String, Map<String, Object>> services = new TreeMap<>();
    map(file.get("services")).forEach((name, service) -> services.put(name, map(service)));
    return services;
  }

  /** Every value, as {@code key: value} where it has a key. */
  private static List<String> leaves(Object value) {
    List<String> leaves = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, item) -> {
            if (item instanceof Map || item instanceof Collection) {
              leaves.addAll(leaves(item));
            } else {
              leaves.add(key + ": " + item);
            }
          });
    } else if (value instanceof Collection<?> items) {
      items.forEach(item -> leaves.addAll(leaves(item)));
    } else {
      leaves.add(String.valueOf(value));
    }
    return leaves;
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, item) -> map.put(key.toString(), item));
    return map;
  }

  private static List<String> strings(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(Object::toString).toList();
  }

  private static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i).getNodeType() == Node.ELEMENT_NODE) {
        children.add((Element) nodes.item(i));
      }
    }
    return children;
  }

  private static Element child(Element parent, String name) {
    return children(parent).stream()
        .filter(child -> child.getTagName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(parent.getTagName() + " has no " + name));
  }

  private static List<String> texts(Element parent, String name) {
    List<String> texts = new ArrayList<>();
    NodeList nodes = parent.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }

  private static String group(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("found: " + pattern).isTrue();
    return matcher.group(1);
  }

  private static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(file + " cannot be read", e);
    }
  }

  private record Run(int exitCode, String output) {}

  private static Run run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private static boolean isInstalled(List<String> program) {
    try {
      return run(Stream.concat(program.stream(), Stream.of("version")).toArray(String[]::new))
              .exitCode()
          == 0;
    } catch (IOException e) { // there is no such program
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
