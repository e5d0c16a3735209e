package vn.cds.notifier.ledger;

/** A record of the ledger that no release has written; the message says what is wrong with it. */
public final class InvalidLedgerEntry extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidLedgerEntry(String message, Throwable cause) {
    super(message, cause);
  }
}
