package vn.cds.runtime.clickhouse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads secrets where they are used, on the task manager, so that they never travel in a job graph.
 */
final class Secrets {
  private Secrets() {}

  /**
   * The first of: the file's content without its line end, the environment variable, the empty
   * text.
   *
   * @param file a path, or empty
   * @param environmentVariable its name, or empty
   * @throws IllegalStateException when the file is named but cannot be read
   */
  static String read(String file, String environmentVariable) {
    if (!file.isEmpty()) {
      try {
        return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new IllegalStateException(
            "The secret file "
                + file
                + " cannot be read: mount it on every task manager and let the job's user read it",
            e);
      }
    }
    String value = environmentVariable.isEmpty() ? null : System.getenv(environmentVariable);
    return value == null ? "" : value;
  }
}
