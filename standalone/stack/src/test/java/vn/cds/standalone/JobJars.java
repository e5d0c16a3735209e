package vn.cds.standalone;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The jars that operators submit, as the build has left them. */
final class JobJars {
  private JobJars() {}

  /** That of a module below {@code jobs}; the test is skipped where it was not built. */
  static Path of(String module) throws IOException {
    Path target = Path.of(System.getProperty("cds.root"), "jobs", module, "target");
    Optional<Path> jar = find(target);
    assumeTrue(jar.isPresent(), () -> "not checked: there is no job jar in " + target);
    return jar.get();
  }

  private static Optional<Path> find(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(f -> f.toString().endsWith("-job.jar")).findAny();
    }
  }
}
