package vn.cds.notifier;

import java.util.Objects;

/** A password, key or address that nobody may read in a log, ledger or error. */
final class Secret {
  static final String REDACTED = "***";

  private final String value;

  Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** The value itself, for the receiver alone. */
  String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return REDACTED;
  }
}
