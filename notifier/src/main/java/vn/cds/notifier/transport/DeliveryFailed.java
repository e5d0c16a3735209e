package vn.cds.notifier.transport;

import java.time.Duration;

/** The receiver did not take a message. */
public final class DeliveryFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Duration retryAfter;

  /**
   * Tells why.
   *
   * @param retryAfter what the receiver asks for; zero when it asks for nothing
   */
  DeliveryFailed(String message, Duration retryAfter, Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter == null ? Duration.ZERO : retryAfter;
  }
}
