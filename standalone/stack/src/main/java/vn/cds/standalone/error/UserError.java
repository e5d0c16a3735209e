package vn.cds.standalone.error;

/**
 * Something the person at the keyboard can mend. The message is a whole sentence that says what is
 * wrong and what to do; it is printed without a stack trace.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private UserError(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The command line or a file named on it is wrong. */
  public static UserError usage(String message) {
    return new UserError(ExitCode.USAGE, message, null);
  }

  /** The command line or a file named on it is wrong. */
  public static UserError usage(String message, Throwable cause) {
    return new UserError(ExitCode.USAGE, message, cause);
  }

  /** This machine, or a server on it, does not give what is needed. */
  public static UserError environment(String message) {
    return new UserError(ExitCode.ENVIRONMENT, message, null);
  }

  /** This machine, or a server on it, does not give what is needed. */
  public static UserError environment(String message, Throwable cause) {
    return new UserError(ExitCode.ENVIRONMENT, message, cause);
  }

  /** What was asked for was done, and it failed. */
  public static UserError failed(String message) {
    return new UserError(ExitCode.FAILED, message, null);
  }

  /** What the process ends with; see {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
