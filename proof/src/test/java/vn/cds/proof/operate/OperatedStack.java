package vn.cds.proof.operate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;
import vn.cds.standalone.clickhouse.FreePort;
import vn.cds.standalone.flink.FlinkSettings;
import vn.cds.standalone.flink.ProcessFlink;
import vn.cds.standalone.kafka.EmbeddedKafka;
import vn.cds.standalone.kafka.Topics;
import vn.cds.testkit.ProjectAccounts;

/**
 * What docker-compose.yml starts, as processes of this machine: Kafka, ClickHouse with the accounts
 * of the image, a Flink session cluster that knows nothing of the jobs, and {@code cds keep}. It
 * has a shell in which the commands of the documentation run as they stand there: addresses and
 * directories are replaced by those of here, {@code flink}, {@code kafka-*.sh} and {@code
 * clickhouse-client} are the same programs started by other scripts, and {@code docker compose}
 * does to these processes what it does to containers. No image is used, and nothing that a
 * container engine alone can do is done.
 */
final class OperatedStack implements AutoCloseable {
  /** The jobs, as their directories below /state are called. */
  static final List<String> JOBS =
      List.of("documents", "payments", "service-requests", "declared-figures", "alerts");

  private static final Path ROOT = Path.of(System.getProperty("cds.root"));
  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern SERVICES =
      Pattern.compile("docker compose (stop|up|rm|restart)\\b(.*)");

  private static final Pattern CONTAINER =
      Pattern.compile("^docker compose run --rm (--no-deps )?(cli|gateway) ");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  /** What a shell is needed for. */
  private static final Pattern SHELL = Pattern.compile("[|<>$;&]");

  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
  private static final Pattern FILE =
      Pattern.compile("reports|deploy/[\\w./-]+|[\\w./-]+\\.(csv|jsonl|properties|yaml)");

  /** What it shows of containers, images and volumes. */
  private static final Pattern ENGINE =
      Pattern.compile("docker (compose (ps|logs)|volume ls|system|stats|image)\\b");

  private static final Pattern JOB_LINE =
      Pattern.compile("(?m) : ([0-9a-f]{32}) : cds-(\\S+) \\(\\w+\\)");

  /** An answer of the shell. */
  record Outcome(int exitCode, String out, String err) {}

  private final Path directory;
  private final long started = System.nanoTime();
  private final int kafkaPort = FreePort.choose();
  private final int clickHousePort = FreePort.choose();
  private final int flinkPort = FreePort.choose();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final Map<String, String> options = new TreeMap<>();
  private final List<Process> background = new ArrayList<>();
  private EmbeddedKafka kafka;
  private EmbeddedClickHouse clickHouse;
  private ProcessFlink flink;
  private Process keep;

  /**
   * Starts Kafka with its topics, ClickHouse without tables, and Flink without jobs.
   *
   * @param name of its directory below target, in which the commands run; emptied first, and kept
   *     with the logs of all processes
   * @param slots for tasks
   */
  OperatedStack(String name, int slots) throws IOException, InterruptedException {
    directory = Path.of("target", name).toAbsolutePath();
    if (Files.exists(directory)) {
      delete(directory);
    }
    Path docker = Files.createDirectories(directory.resolve("deploy/docker"));
    Files.createDirectories(docker.resolve("secrets"));
    Files.createDirectories(state());
    Files.createSymbolicLink(
        directory.resolve("deploy/prometheus"), ROOT.resolve("deploy/prometheus"));
    Files.createSymbolicLink(directory.resolve("examples"), ROOT.resolve("examples"));
    linkJobs();
    String bootstrap = "127.0.0.1:" + kafkaPort;
    String sql = "127.0.0.1:" + clickHousePort;
    String rest = "127.0.0.1:" + flinkPort;
    places.put("kafka-1:9092,kafka-2:9092", bootstrap);
    places.put("kafka-1:9092", bootstrap);
    places.put("kafka:19092", bootstrap);
    places.put("127.0.0.1:9092", bootstrap);
    places.put("clickhouse:8123", sql);
    places.put("127.0.0.1:8123", sql);
    places.put("jobmanager:8081", rest);
    places.put("localhost:8081", rest);
    places.put("s3://state/", "file://" + state() + "/");
    places.put("file:///state", "file://" + state());
    places.put("/run/secrets/", docker + "/secrets/");
    places.put("/opt/kafka/bin/", directory + "/bin/");
    ShellPrograms.write(directory, clickHousePort);
    try {
      startServers(slots);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void startServers(int slots) throws IOException {
    startClickHouse();
    startKafka();
    flink =
        ProcessFlink.start(
            new FlinkSettings(
                directory.resolve("flink"), flinkPort, slots, MemorySize.ofMebiBytes(16)),
            1,
            ShellPrograms.flinkAlone());
    dockerOptions(ROOT);
    say("started");
  }

  Path directory() {
    return directory;
  }

  /** Below which the jobs keep their checkpoints and savepoints. */
  Path state() {
    return directory.resolve("state");
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Another address of the documentation and what it is here. */
  void place(String documented, String here) {
    places.put(documented, here);
  }

  /** Adds options of the jobs, as a file of properties has them, with the addresses of here. */
  void properties(String text) throws IOException {
    localized(text)
        .lines()
        .filter(line -> line.matches("[a-z][a-z.-]+=.*"))
        .forEach(
            line ->
                options.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    writeOptions();
  }

  /** Changes the copy of the options that the jobs are submitted with; null takes one out. */
  void option(String key, String value) throws IOException {
    if (value == null) {
      options.remove(key);
    } else {
      options.put(key, value);
    }
    writeOptions();
  }

  private void writeOptions() throws IOException {
    String text =
        options.entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue() + "\n")
            .collect(Collectors.joining());
    Files.writeString(directory.resolve("deploy/docker/job.properties"), text);
    Files.writeString(directory.resolve("my.properties"), text);
  }

  /**
   * Runs a command of the documentation, which must succeed, and returns what it prints.
   *
   * @param replaced words of the command that are the reader's own, each with what stands for it
   */
  String run(String command, String... replaced) throws IOException, InterruptedException {
    Outcome outcome = attempt(command, replaced);
    assertThat(outcome.exitCode).as("%s%n%s%n%s", command, outcome.out, outcome.err).isZero();
    return outcome.out;
  }

  /** As {@link #run}, and the command may fail. */
  Outcome attempt(String command, String... replaced) throws IOException, InterruptedException {
    String line = command;
    for (int i = 0; i < replaced.length; i += 2) {
      assertThat(line).as("a command to be changed").contains(replaced[i]);
      line = line.replace(replaced[i], replaced[i + 1]);
    }
    Matcher services = SERVICES.matcher(line);
    if (services.matches()) {
      say(line);
      control(services.group(1), services.group(2).strip());
      return new Outcome(0, "", "");
    }
    if (ENGINE.matcher(line).lookingAt()) {
      say("left to a container engine: " + line);
      return new Outcome(0, "", "");
    }
    if (line.startsWith("docker volume rm ")) {
      say(line);
      removeVolume(line.substring(line.indexOf('_') + 1));
      return new Outcome(0, "", "");
    }
    if (line.startsWith("SELECT")) {
      // The reader may not read what the server has been asked.
      boolean system = line.contains("system.");
      return attempt(
          "clickhouse-client --user %s --database cds --query \"$QUERY\""
              .formatted(system ? clickHouse.user() : "reader"),
          system
              ? Map.of("QUERY", line, "CLICKHOUSE_PASSWORD", clickHouse.password())
              : Map.of("QUERY", line));
    }
    String own = CONTAINER.matcher(line).replaceFirst("./cds ");
    return own.startsWith("./cds ") && !SHELL.matcher(QUOTED.matcher(own).replaceAll("")).find()
        ? execute(own)
        : attempt(line, Map.of());
  }

  /**
   * Runs a command of ours in this process: to start a JVM for each takes most of the time of the
   * machine.
   */
  private Outcome execute(String line) {
    long begin = System.nanoTime();
    List<String> words = new ArrayList<>();
    WORD.matcher(localized(line).substring("./cds ".length()))
        .results()
        .map(word -> word.group().replace("\"", ""))
        .map(word -> FILE.matcher(word).matches() ? directory.resolve(word).toString() : word)
        .forEach(words::add);
    int user = words.indexOf("--user");
    if (user >= 0 && !words.contains("--password-file")) {
      // The pages say that the password is in the environment.
      words.add("--password-file");
      words.add(directory + "/deploy/docker/secrets/clickhouse-" + words.get(user + 1));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Cds.run(
            new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    return told(line, begin, new Outcome(exitCode, out.toString(), err.toString()));
  }

  private Outcome told(String line, long begin, Outcome outcome) {
    say(
        "%s (%.1f s%s)"
            .formatted(
                line,
                (System.nanoTime() - begin) / 1e9,
                outcome.exitCode == 0 ? "" : ", exit code " + outcome.exitCode));
    return outcome;
  }

  private Outcome attempt(String line, Map<String, String> variables)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    Process process =
        shell(line, variables).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS)).as(line).isTrue();
    Outcome outcome =
        new Outcome(
            process.exitValue(),
            new String(Files.readAllBytes(out), UTF_8),
            new String(Files.readAllBytes(err), UTF_8));
    Files.delete(out);
    Files.delete(err);
    return told(line, begin, outcome);
  }

  /**
   * Lets the background commands, the migration and the options of the jobs be those of another
   * built tree, as a checkout does. Commands that are run and judge the figures stay those of this
   * one.
   */
  void release(Path tree) throws IOException {
    ShellPrograms.writeCds(directory, tree);
    options.clear();
    dockerOptions(tree);
    say("from here on: the release in " + tree);
  }

  private void dockerOptions(Path tree) throws IOException {
    properties(Files.readString(tree.resolve("deploy/docker/job.properties")));
    option("execution.checkpointing.interval", "2 s");
  }

  /**
   * Runs a command about one job and its directory for all that run.
   *
   * @param list the command that lists them
   */
  void forEachJob(String list, String command) throws IOException, InterruptedException {
    for (Map.Entry<String, String> job : jobs(run(list)).entrySet()) {
      run(
          command
              .replace("JOB_ID", job.getValue())
              .replaceFirst("/state/[a-z-]+/", "/state/" + job.getKey() + "/"));
    }
  }

  /** Starts a command that does not end by itself. It ends with this stack. */
  Process startInBackground(String command, String log) throws IOException {
    say(command + " &");
    File file = directory.resolve(log).toFile();
    Process process =
        shell("exec " + command, Map.of()).redirectOutput(file).redirectErrorStream(true).start();
    background.add(process);
    return process;
  }

  private ProcessBuilder shell(String line, Map<String, String> variables) {
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", "set -o pipefail\n" + localized(line))
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"));
    Map<String, String> environment = shell.environment();
    environment.put("PATH", directory.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("FLINK_CONF_DIR", directory.resolve("flink/conf").toString());
    Matcher user = Pattern.compile("--user (migrator|writer|reader)").matcher(line);
    if (user.find()) {
      // Where a command names no file, the page says that the password is in the environment.
      environment.put("CDS_CLICKHOUSE_PASSWORD", ProjectAccounts.password(user.group(1)));
      environment.put("CLICKHOUSE_PASSWORD", ProjectAccounts.password(user.group(1)));
    }
    environment.putAll(variables);
    return shell;
  }

  /** With the addresses and directories of here. Each is replaced once. */
  private String localized(String text) {
    String names =
        places.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return Pattern.compile(names + "|(?<![\\w./])/state(?=[/ \"'])")
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(places.getOrDefault(found.group(), state().toString())));
  }

  /**
   * Flink's id of each job that runs, by its name without {@code cds-}, as flink list prints it.
   */
  Map<String, String> runningJobs() throws IOException, InterruptedException {
    return jobs(run("flink list --running --jobmanager localhost:8081"));
  }

  /** The same from what flink list has printed. */
  static Map<String, String> jobs(String list) {
    Map<String, String> jobs = new TreeMap<>();
    JOB_LINE.matcher(list).results().forEach(job -> jobs.put(job.group(2), job.group(1)));
    return jobs;
  }

  /** Waits until these jobs run with all their tasks. */
  void awaitJobs(List<String> jobs) {
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              // As Docker does with one that has ended.
              if (flink.taskManagerPids().isEmpty()) {
                say("the TaskManager has ended; another one is started");
                flink.startTaskManager();
              }
              Outcome check =
                  attempt(
                      "./cds keep --flink http://jobmanager:8081 --check --jobs "
                          + String.join(",", jobs));
              assertThat(check.exitCode).as(check.out + check.err).isZero();
            });
  }

  /**
   * Waits until the books close.
   *
   * @param status the command that prints them
   */
  void awaitClosedBooks(String status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              for (JsonNode stream : JSON.readTree(run(status)).path("streams")) {
                assertThat(stream.path("gap").asLong(-1)).as("%s", stream).isZero();
              }
            });
  }

  /** What Flink knows of a complete checkpoint of each running job after this moment. */
  void awaitCheckpoints() throws IOException, InterruptedException {
    for (String job : runningJobs().keySet()) {
      Path checkpoints = state().resolve(job).resolve("checkpoints");
      await().atMost(PATIENCE).pollInterval(POLL).until(() -> completed(checkpoints));
    }
  }

  private static boolean completed(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.anyMatch(file -> file.endsWith("_metadata"));
    } catch (java.io.UncheckedIOException e) {
      return false; // A directory went while it was walked.
    }
  }

  // --- What docker compose does ---

  private void control(String verb, String services) throws IOException, InterruptedException {
    List<String> named =
        Arrays.stream(services.split(" ")).filter(word -> !word.startsWith("-")).toList();
    boolean all = services.replaceAll("-\\S+", "").isBlank();
    switch (verb) {
      case "stop" -> {
        if (named.contains("jobs")) {
          stopKeeping();
        }
      }
      case "rm" -> {
        if (named.contains("clickhouse")) {
          clickHouse.close();
          clickHouse = null;
        }
        if (named.contains("kafka")) {
          kafka.close();
          kafka = null;
        }
      }
      case "up" -> {
        if ((all || named.contains("clickhouse")) && clickHouse == null) {
          startClickHouse();
        }
        if ((all || named.contains("kafka") || named.contains("topics")) && kafka == null) {
          startKafka();
        }
        if (all || named.contains("jobs")) {
          run("docker compose run --rm migrate");
          startKeeping();
        }
      }
      case "restart" -> {
        assertThat(named).containsExactly("taskmanager");
        flink.killTaskManager();
        flink.startTaskManager();
      }
      default -> throw new IllegalArgumentException(verb);
    }
  }

  /** Loses what a volume holds. */
  private void removeVolume(String volume) throws IOException {
    assertThat(volume.equals("kafka") ? kafka : clickHouse).as("who uses the volume").isNull();
    delete(directory.resolve(volume));
  }

  static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void startClickHouse() throws IOException {
    Path data = directory.resolve("clickhouse");
    if (!Files.exists(data)) {
      Files.createDirectories(data);
      ProjectAccounts.write(ROOT, data, directory.resolve("deploy/docker/secrets"));
      Files.writeString(
          data.resolve("config.d/query_log.xml"),
          "<clickhouse><query_log><database>system</database><table>query_log</table>"
              + "<flush_interval_milliseconds>500</flush_interval_milliseconds>"
              + "</query_log></clickhouse>");
    }
    clickHouse = EmbeddedClickHouse.start(data, clickHousePort);
  }

  private void startKafka() {
    kafka =
        EmbeddedKafka.start(
            directory.resolve("kafka"),
            kafkaPort,
            Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS"));
    Topics.create(kafka.bootstrapServers(), PARTITIONS);
  }

  /** As the service {@code jobs} does. */
  private void startKeeping() throws IOException {
    if (keep == null) {
      keep =
          startInBackground(
              "./cds keep --flink=http://jobmanager:8081 --state="
                  + state()
                  + " --options=deploy/docker/job.properties --parallelism=1 --pause=1",
              "jobs.log");
    }
  }

  private void stopKeeping() throws InterruptedException {
    if (keep != null) {
      end(keep);
      keep = null;
    }
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  // --- Programs ---

  private void linkJobs() throws IOException {
    String version = Files.readString(ROOT.resolve("pom.xml")).split("<version>", 3)[1];
    version = version.substring(0, version.indexOf('<'));
    for (String module : List.of("metrics", "alerts")) {
      String jar = "jobs/%s/target/cds-%s-%s-job.jar".formatted(module, module, version);
      assertThat(ROOT.resolve(jar)).as("the job jar; build it with ./cds build").exists();
      Files.createDirectories(directory.resolve(jar).getParent());
      Files.createSymbolicLink(directory.resolve(jar), ROOT.resolve(jar));
    }
    for (String resources : List.of("jobs/metrics/src", "jobs/contract/src")) {
      Files.createDirectories(directory.resolve(resources).getParent());
      Files.createSymbolicLink(directory.resolve(resources), ROOT.resolve(resources));
    }
  }

  private void say(String text) {
    System.out.printf(
        "%4d s  %s%n", Duration.ofNanos(System.nanoTime() - started).toSeconds(), text);
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : background) {
      end(process);
    }
    if (flink != null) {
      flink.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    if (clickHouse != null) {
      clickHouse.close();
    }
  }
}
