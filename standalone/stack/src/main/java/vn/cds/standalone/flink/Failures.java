package vn.cds.standalone.flink;

/** Reads the sentence that matters out of a chain of wrapped exceptions. */
public final class Failures {
  private Failures() {}

  /** The message of the innermost cause, or its class where it has none. */
  public static String message(Throwable failure) {
    Throwable root = root(failure);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
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
