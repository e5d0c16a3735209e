package vn.cds.contract.alerts;

/** A message that is not what docs/alerting.md describes; the text says what is wrong with it. */
public final class InvalidAlertMessage extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidAlertMessage(String message, Throwable cause) {
    super(message, cause);
  }

  InvalidAlertMessage(String message) {
    super(message);
  }
}
