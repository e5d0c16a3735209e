package vn.cds.standalone.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import vn.cds.contract.kafka.KafkaAccess;
import vn.cds.contract.kafka.Topic;
import vn.cds.contract.kafka.TopicPlan;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.runtime.options.JobOptions;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.helm.Rendered.Pod;
import vn.cds.standalone.jobs.Jobs;
import vn.cds.standalone.rest.RestGuardFactory;

/**
 * Whether deploy/helm/cds renders what Kubernetes and the operators take, and what the project's
 * programs take. Needs no Kubernetes: nothing of it runs here.
 */
class HelmChartTest {
  private static final Path PROMETHEUS = Helm.ROOT.resolve("deploy/prometheus");

  static Stream<Rendered> rendered() {
    return Rendered.all();
  }

  // --- Types ---

  @ParameterizedTest
  @ValueSource(strings = {"laptop", "province", "country"})
  void helmFindsNothingWrong(String values) {
    Helm.Run lint = Helm.lint(Rendered.file(values));
    assertThat(lint.exitCode()).as(lint.output() + lint.errors()).isZero();
    assertThat(lint.output()).doesNotContain("[WARNING]", "[ERROR]");
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void everyObjectHasTheFieldsOfItsType(Rendered rendered) {
    assertThat(rendered.objects()).hasSizeGreaterThan(30);
    rendered.objects().forEach(ObjectTypes::check);
    Set<String> names = new TreeSet<>();
    for (Map<String, Object> object : rendered.objects()) {
      String name = object.get("kind") + " " + Tree.at(object, "metadata", "name");
      assertThat(names.add(name)).as("%s stands once", name).isTrue();
      assertThat(Tree.text(object, "metadata", "name"))
          .matches("[a-z0-9]([-a-z0-9.]{0,50}[a-z0-9])?");
    }
  }

  /** The check itself: what it is there to find. */
  @Test
  void unknownFieldsAndWrongTypesAreFound() {
    for (String kind :
        List.of("Deployment", "FlinkDeployment", "Kafka", "KafkaUser", "ServiceMonitor")) {
      Map<String, Object> object = new LinkedHashMap<>(Rendered.of("province").ofKind(kind).get(0));
      Map<String, Object> spec = Tree.map(object.get("spec"));
      spec.put("replcas", 1);
      object.put("spec", spec);
      assertThatThrownBy(() -> ObjectTypes.check(object)).as(kind).hasMessageContaining("replcas");
    }
    Map<String, Object> numbers =
        new LinkedHashMap<>(Rendered.of("province").ofKind("ConfigMap").get(0));
    numbers.put("data", Map.of("port", 8080));
    assertThatThrownBy(() -> ObjectTypes.check(numbers)).isInstanceOf(AssertionError.class);
    Map<String, Object> flink = Rendered.of("province").ofKind("FlinkDeployment").get(0);
    Map<String, Object> spec = Tree.map(flink.get("spec"));
    spec.put("flinkConfiguration", Map.of("taskmanager.numberOfTaskSlots", 2));
    Map<String, Object> wrong = new LinkedHashMap<>(flink);
    wrong.put("spec", spec);
    assertThatThrownBy(() -> ObjectTypes.check(wrong)).hasMessageContaining("numberOfTaskSlots");
  }

  /** Whatever an object names beside Secrets is rendered, or was named in the values. */
  @ParameterizedTest
  @MethodSource("rendered")
  void everyNameLeadsToAnObject(Rendered rendered) {
    for (Pod pod : rendered.pods()) {
      Set<String> volumes = new TreeSet<>();
      for (Map<String, Object> volume : Tree.maps(pod.spec().get("volumes"))) {
        volumes.add(volume.get("name").toString());
        Tree.all(volume, "configMap")
            .forEach(map -> rendered.one("ConfigMap", Tree.text(map, "name")));
        Object claim = Tree.at(volume, "persistentVolumeClaim", "claimName");
        if (claim != null && !Set.of("state", "drivers").contains(claim)) {
          rendered.one("PersistentVolumeClaim", claim.toString());
        }
      }
      if (pod.part().equals("clickhouse")) {
        volumes.add("data"); // of its claim
      }
      Set<String> mounted =
          pod.containers().stream()
              .flatMap(container -> Tree.maps(container.get("volumeMounts")).stream())
              .map(mount -> mount.get("name").toString())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(mounted).as(pod.name()).isEqualTo(volumes);
    }
    for (Map<String, Object> ingress : rendered.ofKind("Ingress")) {
      for (Object backend : Tree.all(ingress, "backend")) {
        Map<String, Object> service =
            rendered.one("Service", Tree.text(backend, "service", "name"));
        assertThat(Tree.all(service, "ports").toString())
            .contains("name=" + Tree.text(backend, "service", "port", "name"));
      }
    }
    for (Map<String, Object> monitor : rendered.ofKind("ServiceMonitor")) {
      Map<String, Object> labels = Tree.map(Tree.at(monitor, "spec", "selector", "matchLabels"));
      List<Map<String, Object>> services =
          rendered.ofKind("Service").stream()
              .filter(
                  service ->
                      Tree.map(Tree.at(service, "metadata", "labels"))
                          .entrySet()
                          .containsAll(labels.entrySet()))
              .toList();
      assertThat(services).as("services of %s", monitor.get("metadata")).hasSize(1);
      assertThat(Tree.all(services, "ports").toString()).contains("name=metrics");
    }
    for (Map<String, Object> service : rendered.ofKind("Service")) {
      Map<String, Object> selector = Tree.map(Tree.at(service, "spec", "selector"));
      selector.remove("type"); // Flink's own label
      assertThat(rendered.pods())
          .as("pods of %s", service.get("metadata"))
          .anyMatch(pod -> pod.labels().entrySet().containsAll(selector.entrySet()));
    }
  }

  // --- Safety ---

  @ParameterizedTest
  @MethodSource("rendered")
  void everyContainerIsHardened(Rendered rendered) {
    List<Map<String, Object>> contexts = new ArrayList<>();
    for (Pod pod : rendered.pods()) {
      assertThat(pod.spec()).as(pod.name()).doesNotContainKeys("hostNetwork", "hostPID", "hostIPC");
      assertThat(Tree.all(pod.spec(), "hostPath")).as(pod.name()).isEmpty();
      assertThat(Tree.map(pod.spec().get("securityContext")))
          .as(pod.name())
          .containsEntry("runAsNonRoot", true)
          .containsKeys("runAsUser", "fsGroup")
          .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
      // Only Flink speaks to Kubernetes.
      if (pod.flinkResource() == null) {
        assertThat(pod.spec()).as(pod.name()).containsEntry("automountServiceAccountToken", false);
      }
      for (Map<String, Object> container : pod.containers()) {
        contexts.add(Tree.map(container.get("securityContext")));
        assertThat(Tree.strings(Tree.all(container.get("volumeMounts"), "mountPath")))
            .as("%s can write temporary files", pod.name())
            .contains("/tmp");
      }
    }
    for (Map<String, Object> kafka : rendered.ofKind("Kafka")) {
      for (String container :
          List.of("kafkaContainer", "topicOperatorContainer", "userOperatorContainer")) {
        Tree.all(kafka, container)
            .forEach(template -> contexts.add(Tree.map(Tree.at(template, "securityContext"))));
      }
    }
    assertThat(contexts)
        .allSatisfy(
            context ->
                assertThat(context)
                    .containsEntry("privileged", false)
                    .containsEntry("allowPrivilegeEscalation", false)
                    .containsEntry("readOnlyRootFilesystem", true)
                    .containsEntry("runAsNonRoot", true)
                    .containsEntry("capabilities", Map.of("drop", List.of("ALL")))
                    .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault")));
  }

  /** Flink sets the resources of its containers from the resource of its role. */
  @ParameterizedTest
  @MethodSource("rendered")
  void everyContainerHasResourcesAndAProbeWhenItServes(Rendered rendered) {
    for (Pod pod : rendered.pods()) {
      for (Map<String, Object> container : pod.containers()) {
        if (pod.flinkResource() != null) {
          assertThat(Tree.map(pod.flinkResource()))
              .as(pod.name())
              .containsKeys("cpu", "memory", "ephemeralStorage");
        } else {
          assertThat(Tree.map(Tree.at(container, "resources", "requests")))
              .as(pod.name())
              .containsKeys("cpu", "memory", "ephemeral-storage");
          assertThat(Tree.map(Tree.at(container, "resources", "limits")))
              .as(pod.name())
              .containsKeys("memory", "ephemeral-storage");
        }
        boolean serves = !List.of("migration", "topics", "simulator").contains(pod.part());
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          assertThat(container.containsKey(probe))
              .as("%s of %s", probe, pod.name())
              .isEqualTo(serves);
        }
      }
    }
    for (Map<String, Object> pool : rendered.ofKind("KafkaNodePool")) {
      assertThat(Tree.map(Tree.at(pool, "spec", "resources"))).containsKeys("requests", "limits");
    }
  }

  /** Secrets are named, never made; what stands in the objects names variables and files. */
  @ParameterizedTest
  @MethodSource("rendered")
  void noObjectHoldsASecret(Rendered rendered) {
    assertThat(rendered.ofKind("Secret")).isEmpty();
    Pattern word = Pattern.compile("(?i)password|secret|token|credential|_key");
    for (Pod pod : rendered.pods()) {
      for (Map<String, Object> container : pod.containers()) {
        for (Map<String, Object> variable : Tree.maps(container.get("env"))) {
          if (word.matcher(variable.get("name").toString()).find()) {
            assertThat(variable).as(pod.name()).doesNotContainKey("value");
            assertThat(Tree.map(Tree.at(variable, "valueFrom"))).containsOnlyKeys("secretKeyRef");
          }
        }
        assertThat(Tree.strings(container.get("args")))
            .as(pod.name())
            .filteredOn(argument -> word.matcher(argument).find())
            .allMatch(
                argument ->
                    argument.matches(
                        "--[a-z-]*password-file=/etc/cds/secrets/.*|--key=/etc/cds/.*"));
      }
    }
    Pattern assignment =
        Pattern.compile(
            "(?im)^.*(?:password|secret|token|credential)[a-z.-]*\"?\\s*[=:]\\s*(\\S.*)$");
    for (Map<String, Object> object : rendered.objects()) {
      for (Object data : Tree.all(object, "data")) {
        Tree.map(data)
            .values()
            .forEach(
                text ->
                    assertThat(assignment.matcher(text.toString()).results().map(m -> m.group(1)))
                        .allMatch(
                            value ->
                                value.matches("/etc/cds/.*|(file|env):.*|\"\\$\\{directory:.*")));
      }
      for (Object configuration : Tree.all(object, "flinkConfiguration")) {
        assertThat(Tree.map(configuration).keySet())
            .allMatch(
                key ->
                    !word.matcher(key.toString()).find() && !key.toString().contains("access-key"));
      }
    }
  }

  @Test
  void whatIsOneIsOneAndTheOldOneEndsFirst() {
    Rendered all =
        Rendered.all().filter(r -> r.name().contains("importer.enabled")).findAny().orElseThrow();
    for (String one : List.of("cds-importer", "cds-notifier")) {
      Object spec = all.one("Deployment", one).get("spec");
      assertThat(Tree.at(spec, "replicas")).isEqualTo(1);
      assertThat(Tree.at(spec, "strategy", "type")).isEqualTo("Recreate");
    }
    assertThat(all.ofKind("PodDisruptionBudget"))
        .extracting(budget -> Tree.text(budget, "metadata", "name"))
        .contains(
            "cds-board", "cds-gateway", "cds-payments-jobmanager", "cds-payments-taskmanager");
    // 6 tasks in pods of 2 slots.
    assertThat(
            Tree.at(
                all.one("PodDisruptionBudget", "cds-payments-taskmanager"), "spec", "minAvailable"))
        .isEqualTo(2);
  }

  // --- What the programs take ---

  @ParameterizedTest
  @MethodSource("rendered")
  void everyCommandIsOneThatTheCommandLineTakes(Rendered rendered) {
    Set<String> commands = new TreeSet<>();
    for (Pod pod : rendered.pods()) {
      for (Map<String, Object> container : pod.containers()) {
        if (container.get("image") == null
            || !container.get("image").toString().matches("(.*/)?cds:.*")) {
          continue;
        }
        List<String> arguments = Tree.strings(container.get("args"));
        commands.add(arguments.get(0));
        assertThatCode(
                () ->
                    new picocli.CommandLine(Cds.class).parseArgs(arguments.toArray(String[]::new)))
            .as("%s: cds %s", pod.name(), String.join(" ", arguments))
            .doesNotThrowAnyException();
        for (String argument : arguments) {
          if (argument.matches("--[a-z-]+=/.*")) {
            Path file = Path.of(argument.substring(argument.indexOf('/')));
            assertThat(Tree.strings(Tree.all(container.get("volumeMounts"), "mountPath")))
                .as("%s is mounted", file)
                .anyMatch(mount -> file.startsWith(mount));
          }
        }
      }
    }
    assertThat(commands).contains("migrate", "board");
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void theJobsAreThoseOfTheProject(Rendered rendered) throws Exception {
    List<Map<String, Object>> jobs = rendered.ofKind("FlinkDeployment");
    if (!rendered.name().contains("jobs.alerts.enabled=false")) {
      assertThat(jobs)
          .extracting(job -> Tree.text(job, "metadata", "name").substring("cds-".length()))
          .containsExactlyInAnyOrderElementsOf(Jobs.ALL.stream().map(StreamJob::jobName).toList());
    }
    String dockerfile = Files.readString(Helm.ROOT.resolve("deploy/docker/Dockerfile"));
    String flink =
        Files.readString(Helm.ROOT.resolve("pom.xml"))
            .replaceFirst("(?s).*<flink.version>(\\d+)\\.(\\d+).*", "v$1_$2");
    for (Map<String, Object> job : jobs) {
      Object spec = job.get("spec");
      String jar = Tree.text(spec, "job", "jarURI").replaceFirst("^local:///opt/cds/", "/out/");
      assertThat(dockerfile).contains(jar);
      assertThat(Tree.at(spec, "flinkVersion")).isEqualTo(flink);
      Class<?> main = Class.forName(Tree.text(spec, "job", "entryClass"));
      assertThat(main.getMethod("main", String[].class)).isNotNull();
      assertThat(main.getPackageName().endsWith("alerts")).isEqualTo(jar.contains("alert-job"));
      checkFlinkConfiguration(
          Tree.text(job, "metadata", "name"), Tree.at(spec, "flinkConfiguration"));
    }
  }

  @Test
  void theVersionsAreThoseThatTheProjectBuildsWith() throws IOException {
    String pom = Files.readString(Helm.ROOT.resolve("pom.xml"));
    Map<String, Object> values =
        Helm.documents(Files.readString(Helm.CHART.resolve("values.yaml"))).get(0);
    assertThat(pom)
        .contains(
            "<kafka.version>" + Tree.text(values, "kafka", "strimzi", "version") + "<",
            "<flink.version>"
                + Tree.text(values, "flink", "state", "s3", "plugin").replaceFirst(".*-", "")
                + "<");
  }

  /**
   * Keys that belong to a job have values of their types, and the REST guard lets the operator in.
   */
  private static void checkFlinkConfiguration(String name, Object flinkConfiguration) {
    Map<String, String> configuration = new TreeMap<>();
    Tree.map(flinkConfiguration).forEach((key, value) -> configuration.put(key, value.toString()));
    assertThat(Configuration.fromMap(configuration).get(RestGuardFactory.HOSTS))
        .contains(name + "-rest", name + "-rest.board", name + "-rest.board.svc");
    assertThat(configuration)
        .containsKeys(
            "high-availability.type",
            "high-availability.storageDir",
            "execution.checkpointing.dir",
            "execution.checkpointing.savepoint-dir");
    Map<String, String> ofJobs = new HashMap<>(configuration);
    ofJobs
        .keySet()
        .removeIf(
            key ->
                key.matches(
                    "(cds\\.rest|high-availability|heartbeat|jobmanager|pekko|web|s3|blob|metrics\\.reporter)\\..*"));
    ofJobs.put(JobOptions.KAFKA_SERVERS.key(), "kafka:9092");
    ofJobs.put(JobOptions.CLICKHOUSE_URL.key(), "jdbc:clickhouse://clickhouse:8123/cds");
    assertThatCode(() -> JobOptions.load(null, ofJobs)).as(name).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void theJobsTakeTheirOptions(Rendered rendered, @TempDir Path dir) throws IOException {
    Path file = dir.resolve("job.properties");
    Files.writeString(
        file,
        Tree.text(Tree.at(rendered.one("ConfigMap", "cds-job-options"), "data"), "job.properties"));
    JobOptions options = JobOptions.load(file, Map.of());
    Map<String, String> expected =
        Map.of(
            "laptop", "cds-kafka-kafka-bootstrap:9092 jdbc:clickhouse://clickhouse-cds:8123/cds",
            "province", "cds-kafka-kafka-bootstrap:9093 jdbc:clickhouse://clickhouse-cds:8123/cds");
    if (expected.containsKey(rendered.name())) {
      assertThat(
              options.get(JobOptions.KAFKA_SERVERS) + " " + options.get(JobOptions.CLICKHOUSE_URL))
          .isEqualTo(expected.get(rendered.name()));
      // What docker-compose counts, this counts.
      assertThat(options.get(JobOptions.HISTORY_UNTIL)).isEqualTo("always");
    }
    assertThat(options.get(JobOptions.CLICKHOUSE_USER)).isEqualTo("writer");
    for (Pod pod : rendered.pods()) {
      if (pod.name().endsWith("taskManager")) {
        assertThat(Tree.all(pod.spec().get("volumes"), "path").toString())
            .contains("clickhouse-writer");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"province", "country"})
  void theNotifierTakesItsFile(String values, @TempDir Path dir) throws IOException {
    String file =
        Tree.text(
            Tree.at(Rendered.of(values).one("ConfigMap", "cds-notifier"), "data"), "notifier.yaml");
    Files.writeString(dir.resolve("smtp"), "x");
    Files.writeString(dir.resolve("client.properties"), "");
    Files.writeString(
        dir.resolve("notifier.yaml"),
        file.replace("file:/etc/cds/notifier/", "file:").replace("/etc/cds/kafka/", ""));
    NotifierConfiguration configuration =
        NotifierConfiguration.read(dir.resolve("notifier.yaml"), Map.of());
    assertThat(configuration)
        .hasToString(
            values.equals("province")
                ? "1 recipients, 0 Alertmanagers"
                : "0 recipients, 1 Alertmanagers");
  }

  /** The password reaches Kafka's client from the mounted file. */
  @ParameterizedTest
  @ValueSource(strings = {"province", "country"})
  void kafkasClientsFindTheirPassword(String values, @TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("password"), "from-the-file");
    Map<String, Object> files =
        Tree.map(Tree.at(Rendered.of(values).one("ConfigMap", "cds-kafka-clients"), "data"));
    assertThat(files)
        .containsKeys("documents.properties", "alerts.properties", "board.properties")
        .doesNotContainKey("jobs.properties");
    files.forEach(
        (name, text) -> {
          Properties properties = new Properties();
          try {
            properties.load(
                new StringReader(text.toString().replace("/etc/cds/kafka", dir.toString())));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          properties.put("bootstrap.servers", "kafka:9093");
          String login =
              new AdminClientConfig(properties).getPassword(SaslConfigs.SASL_JAAS_CONFIG).value();
          assertThat(login)
              .as(name)
              .contains("username=\"cds-" + name.replace(".properties", "\""))
              .endsWith("password=\"from-the-file\";");
        });
  }

  @Test
  void theTopicsAreThoseOfTheProject() {
    List<Map<String, Object>> topics = Rendered.of("laptop").ofKind("KafkaTopic");
    TopicPlan plan = TopicPlan.bundled();
    assertThat(topics)
        .extracting(topic -> Tree.text(topic, "metadata", "name"))
        .containsExactlyInAnyOrderElementsOf(plan.topics().stream().map(Topic::name).toList());
    for (Map<String, Object> topic : topics) {
      Map<String, String> settings = new HashMap<>();
      Tree.map(Tree.at(topic, "spec", "config"))
          .forEach((key, value) -> settings.put(key, value.toString()));
      assertThat(settings.remove("min.insync.replicas")).isEqualTo("1");
      assertThat(settings).isEqualTo(plan.topic(Tree.text(topic, "metadata", "name")).config());
    }
  }

  /** In a Kafka elsewhere by the command, with a file that it reads. */
  @Test
  void topicsElsewhereAreMadeByTheCommand(@TempDir Path dir) throws IOException {
    Rendered country = Rendered.of("country");
    Path file =
        Files.writeString(
            dir.resolve("topics.yaml"),
            Tree.text(Tree.at(country.one("ConfigMap", "cds-topics"), "data"), "topics.yaml"));
    TopicPlan plan = TopicPlan.bundled().with(file);
    assertThat(plan.topic("cds.payments").partitions()).isEqualTo(24);
    assertThat(plan.minInsyncReplicas(3)).isEqualTo(2);
    assertThat(Tree.all(country.one("Job", "cds-topics"), "args").toString())
        .contains("--file=/etc/cds/topics/topics.yaml", "--replication-factor=3");
  }

  @Test
  void theMigrationVisitsEveryServerOfAClusterAndTheJobsKnowThemAll() {
    Rendered country = Rendered.of("country");
    assertThat(Tree.all(country.one("Job", "cds-migration"), "args").toString())
        .contains(
            "--cluster=cds",
            "--clickhouse=https://clickhouse-1a.example.vn:8443,https://clickhouse-1b.example.vn:8443,"
                + "https://clickhouse-2a.example.vn:8443,https://clickhouse-2b.example.vn:8443");
    assertThat(country.objects().toString())
        .contains(
            "clickhouse.url=jdbc:clickhouse://clickhouse-1a.example.vn:8443,clickhouse-1b.example.vn:8443,"
                + "clickhouse-2a.example.vn:8443,clickhouse-2b.example.vn:8443/cds?ssl=true");
  }

  /** They are the files of docker-compose themselves. */
  @Test
  void clickHousesAccountsAreThoseOfDockerCompose() throws IOException {
    Map<String, Object> files =
        Tree.map(
            Tree.at(
                Rendered.of("province").ofKind("ClickHouseInstallation").get(0),
                "spec",
                "configuration",
                "files"));
    Path clickHouse = Helm.ROOT.resolve("deploy/docker/clickhouse");
    assertThat(files.get("users.d/zz-cds.xml").toString().strip())
        .isEqualTo(Files.readString(clickHouse.resolve("users.xml")).strip());
    assertThat(files.get("config.d/cds.xml").toString().strip())
        .isEqualTo(Files.readString(clickHouse.resolve("server.xml")).strip());
    Pod pod =
        Rendered.of("province").pods().stream()
            .filter(p -> p.part().equals("clickhouse"))
            .findAny()
            .orElseThrow();
    for (String password :
        List.of("clickhouse-migrator", "clickhouse-writer", "clickhouse-reader")) {
      assertThat(Files.readString(clickHouse.resolve("start.sh"))).contains("hash_of " + password);
      assertThat(Tree.strings(Tree.all(pod.spec().get("volumes"), "path"))).contains(password);
    }
  }

  /** Each program that runs has an account with its own rights, and no more. */
  @Test
  void theAccountsMayDoWhatTheirProgramsDo() {
    Rendered province = Rendered.of("province");
    Map<String, KafkaAccess.Account> accounts =
        KafkaAccess.accounts("cds").stream()
            .collect(Collectors.toMap(account -> "cds-" + account.name(), account -> account));
    List<Map<String, Object>> users = province.ofKind("KafkaUser");
    assertThat(users)
        .extracting(user -> Tree.text(user, "metadata", "name"))
        .containsExactlyInAnyOrder(
            "cds-documents",
            "cds-payments",
            "cds-service-requests",
            "cds-declared-figures",
            "cds-alerts",
            "cds-board",
            "cds-gateway",
            "cds-notifier",
            "cds-importer");
    for (Map<String, Object> user : users) {
      String name = Tree.text(user, "metadata", "name");
      assertThat(rights(user))
          .as(name)
          .containsExactlyInAnyOrderElementsOf(
              accounts.get(name).rights().stream()
                  .map(
                      right ->
                          "%s %s %s %s"
                              .formatted(
                                  right.on().word(),
                                  right.name(),
                                  right.prefixed() ? "prefix" : "literal",
                                  right.may().stream().map(KafkaAccess.Operation::word).toList()))
                  .toList());
    }
  }

  private static List<String> rights(Map<String, Object> user) {
    return Tree.maps(Tree.at(user, "spec", "authorization", "acls")).stream()
        .map(
            acl ->
                "%s %s %s %s"
                    .formatted(
                        Tree.at(acl, "resource", "type"),
                        Tree.at(acl, "resource", "name"),
                        Tree.at(acl, "resource", "patternType"),
                        acl.get("operations")))
        .toList();
  }

  // --- Prometheus ---

  /** Rules and dashboards find here what they find with docker-compose. */
  @Test
  void theLabelJobIsAsInThePrometheusOfDockerCompose() throws IOException {
    Set<Object> expected =
        new TreeSet<>(
            Tree.all(
                Helm.documents(Files.readString(PROMETHEUS.resolve("prometheus.yml"))),
                "job_name"));
    expected.removeAll(Set.of("alertmanager", "prometheus"));
    Set<Object> jobs = new TreeSet<>();
    for (Map<String, Object> monitor : Rendered.of("province").ofKind("ServiceMonitor")) {
      assertThat(Tree.at(monitor, "spec", "jobLabel")).isEqualTo("cds/part");
      Object part = Tree.at(monitor, "spec", "selector", "matchLabels", "cds/part");
      List<Object> relabelings = Tree.all(monitor, "relabelings");
      if (part.equals("jobs")) {
        // The values that Flink gives the label component of its pods.
        jobs.addAll(List.of("jobmanager", "taskmanager"));
        assertThat(relabelings)
            .containsExactly(
                List.of(
                    Map.of(
                        "sourceLabels",
                        List.of("__meta_kubernetes_pod_label_component"),
                        "targetLabel",
                        "job")));
      } else {
        jobs.add(part);
        assertThat(relabelings).isEmpty();
      }
    }
    assertThat(jobs).isEqualTo(expected);
  }

  /** The rules are those of deploy/prometheus, each metric only of the release's namespace. */
  @ParameterizedTest
  @ValueSource(strings = {"province", "country"})
  void theRulesAreThoseOfDockerCompose(String values) throws IOException {
    List<Map<String, Object>> expected =
        rules(Helm.documents(Files.readString(PROMETHEUS.resolve("rules.yml"))));
    List<Map<String, Object>> rules = rules(Rendered.of(values).ofKind("PrometheusRule"));
    assertThat(rules).hasSizeGreaterThan(20);
    for (Map<String, Object> rule : rules) {
      assertThat(rule.get("expr").toString())
          .doesNotContainPattern(
              "(?<![\"\\w])(up|(cds|flink|ClickHouse)\\w+)\\b(?!\\{namespace=\"board\"[,}])");
      rule.computeIfPresent(
          "expr",
          (key, text) ->
              text.toString()
                  .replace("{namespace=\"board\"}", "")
                  .replace("namespace=\"board\", ", ""));
    }
    assertThat(rules).isEqualTo(expected);
  }

  @Test
  void theRulesJudgeTheirNamespaceAloneAndMissNoJobThatIsSwitchedOff(@TempDir Path dir)
      throws IOException {
    List<Map<String, Object>> objects =
        Helm.render(
            Rendered.file("province"),
            "jobs.alerts.enabled=false",
            "jobs.payments.state=suspended");
    Object groups =
        objects.stream()
            .filter(object -> "PrometheusRule".equals(object.get("kind")))
            .map(object -> Tree.at(object, "spec", "groups"))
            .findAny()
            .orElseThrow();
    Files.writeString(dir.resolve("rules.yml"), new Yaml().dump(Map.of("groups", groups)));
    Files.writeString(
        dir.resolve("test.yml"),
        """
        rule_files: [rules.yml]
        tests:
          - interval: 1m
            input_series:
              - {series: 'up{namespace="board",job="board"}', values: '1x30'}
              - {series: 'up{namespace="board",job="gateway"}', values: '0x30'}
              - {series: 'up{namespace="other",job="shop"}', values: '0x30'}
              - {series: 'flink_jobmanager_job_runningTime{namespace="board",job_name="cds_documents"}', values: '1+1x30'}
              - {series: 'flink_jobmanager_job_runningTime{namespace="other",job_name="cds_service_requests"}', values: '1+1x30'}
            promql_expr_test:
              - expr: 'count by (alertname, job, job_name) (ALERTS{alertstate="firing"})'
                eval_time: 20m
                exp_samples:
                  - {labels: '{alertname="ProcessDown",job="gateway"}', value: 1}
                  - {labels: '{alertname="JobNotRunning",job_name="cds_service_requests"}', value: 1}
                  - {labels: '{alertname="JobNotRunning",job_name="cds_declared_figures"}', value: 1}
        """);
    Helm.Run run = Helm.run(List.of("promtool", "test", "rules", "test.yml"), dir);
    assertThat(run.exitCode()).as(run.output() + run.errors()).isZero();
  }

  private static List<Map<String, Object>> rules(Object documents) {
    return Tree.all(documents, "rules").stream()
        .flatMap(rules -> Tree.maps(rules).stream())
        .toList();
  }
}
