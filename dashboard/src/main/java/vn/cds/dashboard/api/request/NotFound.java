package vn.cds.dashboard.api.request;

/** What is asked for does not exist. The message is a sentence for the caller. */
public final class NotFound extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String parameter;

  public NotFound(String message) {
    this(null, message);
  }

  /**
   * @param parameter that names what does not exist; null when none does
   */
  public NotFound(String parameter, String message) {
    super(message);
    this.parameter = parameter;
  }

  /** The parameter that names what does not exist, or null. */
  public String parameter() {
    return parameter;
  }
}
