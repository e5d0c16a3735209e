package vn.cds.standalone.command.option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import vn.cds.standalone.error.UserError;

/**
 * Secrets come from a file or the environment, where other users of the machine do not see them.
 */
public final class Password {
  private Password() {}

  /** The file's text without the line feed at its end; else the variable; else empty. */
  public static String read(String variable, Path file) {
    if (file != null) {
      try {
        return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
      } catch (IOException e) {
        throw UserError.usage("cannot read the password file " + file, e);
      }
    }
    String value = System.getenv(variable);
    return value == null ? "" : value;
  }
}
