package vn.cds.dashboard.api.request;

/** A request asks for something that is not offered. The message is meant for the caller. */
public final class BadParameter extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String parameter;

  /**
   * @param message a sentence that says what to do
   */
  public BadParameter(String parameter, String message) {
    super(message);
    this.parameter = parameter;
  }

  /** Its name. */
  public String parameter() {
    return parameter;
  }
}
