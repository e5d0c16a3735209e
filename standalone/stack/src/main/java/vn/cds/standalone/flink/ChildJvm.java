package vn.cds.standalone.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts JVMs that end with this one, also after {@code kill -9} of it; see {@link ChildMain}. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * Starts a main class in a JVM of its own.
   *
   * @param directory made when absent; gets {@code NAME.log} (what Log4j writes) and {@code
   *     NAME.out} (standard output and error), both appended to
   * @param classPath must hold {@link ChildMain}
   * @param options of the JVM, in addition to those of this JVM that a child needs, too
   * @param environment variables in addition to those of this JVM
   * @param main the name of the class
   * @throws UncheckedIOException when the process cannot be started
   */
  public static Process start(
      Path directory,
      String name,
      String classPath,
      List<String> options,
      Map<String, String> environment,
      String main,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(inherited());
    command.addAll(options);
    command.add("-Dlog.file=" + directory.resolve(name + ".log"));
    command.add("-Dlog4j2.configurationFile=classpath:log4j2-file.xml");
    command.add("-cp");
    command.add(classPath);
    command.add(ChildMain.class.getName());
    command.add(main);
    command.addAll(arguments);
    try {
      Files.createDirectories(directory);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".out").toFile()));
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Of what this JVM was started with: the module openings, which the child needs, too, and when
   * code is compiled, which depends on how long all of them will run.
   */
  private static List<String> inherited() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.matches("--add-(opens|exports).*|-XX:Tier.*"))
        .toList();
  }
}
