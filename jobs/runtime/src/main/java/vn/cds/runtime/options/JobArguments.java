package vn.cds.runtime.options;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the mains of the jobs are called with: {@code --options FILE [--set key=value ...]}. */
public final class JobArguments {
  private JobArguments() {}

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException when the arguments or the options are wrong, with what to do
   */
  public static JobOptions options(String... arguments) {
    Path file = null;
    Map<String, String> overrides = new TreeMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw usage(arguments[i] + " needs a value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--options" -> file = Path.of(value);
        case "--set" -> {
          int equals = value.indexOf('=');
          if (equals < 1) {
            throw usage("--set " + value + " is not key=value");
          }
          overrides.put(value.substring(0, equals), value.substring(equals + 1));
        }
        default -> throw usage("unknown argument " + arguments[i]);
      }
    }
    return JobOptions.load(file, overrides);
  }

  private static IllegalArgumentException usage(String fault) {
    return new IllegalArgumentException(fault + ". Usage: --options FILE [--set key=value ...]");
  }
}
