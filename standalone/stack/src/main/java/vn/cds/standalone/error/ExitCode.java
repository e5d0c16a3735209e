package vn.cds.standalone.error;

/** What every subcommand ends with. */
public final class ExitCode {
  /** Done, and what was checked holds. */
  public static final int OK = 0;

  /** Done, but a check failed or records were lost. */
  public static final int FAILED = 1;

  /** The command line, or a file it names, is wrong. */
  public static final int USAGE = 2;

  /** The machine or a server does not give what is needed. */
  public static final int ENVIRONMENT = 3;

  private ExitCode() {}
}
