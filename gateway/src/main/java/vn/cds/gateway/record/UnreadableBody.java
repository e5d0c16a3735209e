package vn.cds.gateway.record;

/** A body of which nobody can say where its records begin and end. The message is a sentence. */
public final class UnreadableBody extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean tooMany;

  private UnreadableBody(String sentence, boolean tooMany) {
    super(sentence);
    this.tooMany = tooMany;
  }

  static UnreadableBody of(String sentence) {
    return new UnreadableBody(sentence, false);
  }

  static UnreadableBody tooMany() {
    return new UnreadableBody(
        "The body has more than "
            + BodyFormat.MOST_RECORDS
            + " records; send them in several requests.",
        true);
  }

  /** Whether it has too many records. */
  public boolean isTooMany() {
    return tooMany;
  }
}
