package vn.cds.dashboard;

/** A request asks for something that is not offered. The message is meant for the caller. */
final class BadParameter extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String parameter;

  BadParameter(String parameter, String message) {
    super(message);
    this.parameter = parameter;
  }

  String parameter() {
    return parameter;
  }
}
