package vn.cds.standalone.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import vn.cds.alerts.AlertJobs;
import vn.cds.runtime.options.StreamJob;
import vn.cds.standalone.error.UserError;

/**
 * The jar of the jobs. The job graph is made with the classes of this command and run with those of
 * the jar, so they must be the same.
 */
public final class JobJar {
  private static final String OURS = "vn/cds/";

  private JobJar() {}

  /**
   * The jar to submit a job from.
   *
   * @param named on the command line; null: the one that this project builds
   * @throws UserError when there is none
   */
  public static Path of(StreamJob job, Path named) {
    if (named != null) {
      if (!Files.isReadable(named)) {
        throw UserError.usage("there is no readable jar " + named.toAbsolutePath());
      }
      return named;
    }
    String module = job == AlertJobs.INSTANCE ? "alerts" : "metrics";
    Path target = Path.of(System.getProperty("cds.root", "."), "jobs", module, "target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(f -> f.getFileName().toString().endsWith("-job.jar"))
          // Those of earlier versions stay until mvn clean.
          .max(Comparator.comparingLong(f -> f.toFile().lastModified()))
          .orElseThrow(() -> new NoSuchFileException("*-job.jar"));
    } catch (NoSuchFileException e) {
      throw UserError.environment(
          "there is no job jar in "
              + target
              + ". Build it with ./cds build, or name one on the command line",
          e);
    } catch (IOException e) {
      throw UserError.environment("cannot look for the job jar: " + e.getMessage(), e);
    }
  }

  /**
   * Compares every class of the project in the jar with the one this command has.
   *
   * @throws UserError when one differs, or the file is not such a jar
   */
  static void check(Path file) {
    int compared = 0;
    try (JarFile jar = new JarFile(file.toFile())) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().startsWith(OURS) && entry.getName().endsWith(".class")) {
          compared++;
          if (!isSame(jar, entry)) {
            throw UserError.usage(
                file
                    + " is of another version than this command ("
                    + entry.getName()
                    + " differs). Build both with ./cds build, or submit the jar with flink run");
          }
        }
      }
    } catch (IOException e) {
      throw UserError.usage("cannot read the jar " + file + ": " + e.getMessage(), e);
    }
    if (compared == 0) {
      throw UserError.usage(file + " does not hold the jobs of this project");
    }
  }

  private static boolean isSame(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream theirs = jar.getInputStream(entry);
        InputStream ours = JobJar.class.getResourceAsStream("/" + entry.getName())) {
      return ours != null && Arrays.equals(theirs.readAllBytes(), ours.readAllBytes());
    }
  }
}
