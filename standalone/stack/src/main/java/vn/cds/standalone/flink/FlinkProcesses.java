package vn.cds.standalone.flink;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * Starts JobManagers and TaskManagers of a session cluster, as Flink's own scripts do. Each is a
 * process that ends with this one.
 */
public final class FlinkProcesses {
  /** The jobs of the project, and what their jars bring along. */
  private static final Pattern OF_JOBS =
      Pattern.compile(
          "cds-.*|(test-)?classes|(flink-connector-|kafka|clickhouse|client-v2|jdbc-v2|jackson-).*");

  private final Path directory;
  private final String classPath;
  private final Map<String, String> environment;
  private final Path conf;
  private final TaskExecutorProcessSpec taskManagerMemory;

  /**
   * Writes the configuration; starts nothing.
   *
   * @param directory gets the configuration and the logs of all processes
   * @param classPath must hold Flink and {@link ChildMain}
   * @param environment variables of the processes, in addition to those of this one
   */
  public FlinkProcesses(
      Path directory,
      String classPath,
      Configuration configuration,
      Map<String, String> environment)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.classPath = classPath;
    this.environment = environment;
    conf = writeConfiguration(directory, configuration);
    taskManagerMemory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
  }

  /** The class path of this process without the project's jobs and what their jars bring along. */
  public static String classPathWithoutJobs() {
    Path own = codeSource();
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> entry.equals(own) || !isOfJobs(entry))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOfJobs(Path entry) {
    return OF_JOBS.matcher(entry.getFileName().toString()).matches();
  }

  /** Where {@link ChildMain} lies: a jar or a directory. */
  public static Path codeSource() {
    try {
      return Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path names no file: " + e.getMessage(), e);
    }
  }

  /**
   * Starts a JobManager.
   *
   * @param name of its logs
   * @param heap its largest heap, as {@code 768m}
   * @param settings laid on top of the configuration
   */
  public Process startJobManager(String name, String heap, Map<String, String> settings) {
    return start(
        name,
        List.of("-Xmx" + heap),
        StandaloneSessionClusterEntrypoint.class,
        List.of(),
        settings);
  }

  /**
   * Starts a TaskManager with the memory that the configuration gives it; it registers itself
   * within seconds.
   *
   * @param name of its logs
   * @param settings laid on top of the configuration
   */
  public Process startTaskManager(String name, Map<String, String> settings) {
    return start(
        name,
        words(ProcessMemoryUtils.generateJvmParametersStr(taskManagerMemory)),
        TaskManagerRunner.class,
        words(TaskExecutorProcessUtils.generateDynamicConfigsStr(taskManagerMemory)),
        settings);
  }

  private Process start(
      String name,
      List<String> options,
      Class<?> main,
      List<String> more,
      Map<String, String> settings) {
    List<String> arguments = new ArrayList<>(List.of("--configDir", conf.toString()));
    arguments.addAll(more);
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    return ChildJvm.start(
        directory, name, classPath, options, environment, main.getName(), arguments);
  }

  private static Path writeConfiguration(Path directory, Configuration configuration)
      throws IOException {
    Path conf = Files.createDirectories(directory.resolve("conf"));
    StringBuilder yaml = new StringBuilder();
    configuration
        .toMap()
        .forEach(
            (key, value) ->
                yaml.append(key).append(": '").append(value.replace("'", "''")).append("'\n"));
    Files.writeString(conf.resolve("config.yaml"), yaml, StandardCharsets.UTF_8);
    return conf;
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.trim().split(" +"));
  }
}
