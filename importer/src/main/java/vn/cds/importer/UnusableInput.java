package vn.cds.importer;

/**
 * A file or a mapping that cannot be used at all. The message is a whole sentence that says why and
 * what to do.
 */
public final class UnusableInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableInput(String message) {
    super(message);
  }

  public UnusableInput(String message, Throwable cause) {
    super(message, cause);
  }

  /** What earlier imports left in Kafka is not as this version writes it. */
  public static UnusableInput leftInKafka(Exception cause) {
    return new UnusableInput(
        "what earlier imports left in Kafka cannot be read: "
            + cause.getMessage()
            + ". Import with the version that wrote it, or a later one",
        cause);
  }
}
