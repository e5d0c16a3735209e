package vn.cds.dashboard.api;

/** What is asked for does not exist. The message is a sentence for the caller. */
public final class NotFound extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotFound(String message) {
    super(message);
  }
}
