package vn.cds.contract;

import java.util.Objects;

/** A password, key or address that nobody may read in a log, ledger or error. */
public final class Secret {
  public static final String REDACTED = "***";

  private final String value;

  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** The value itself, for the receiver alone. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return REDACTED;
  }
}
