package vn.cds.standalone.error;

import java.util.List;

/** Reads the sentence that matters out of a chain of wrapped exceptions. */
public final class Failures {
  private static final String CAUSED_BY = "Caused by: ";

  private Failures() {}

  /** The message of the innermost cause, or its class where it has none. */
  public static String message(Throwable failure) {
    Throwable root = root(failure);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /** The message of the innermost cause in a printed stack trace. */
  public static String messageOf(String stackTrace) {
    List<String> lines = stackTrace.lines().toList();
    return lines.stream()
        .filter(line -> line.startsWith(CAUSED_BY))
        .reduce((first, second) -> second)
        .map(line -> line.substring(CAUSED_BY.length()))
        .orElse(lines.isEmpty() ? "" : lines.get(0));
  }

  /** The innermost cause. */
  public static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
