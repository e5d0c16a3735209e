package vn.cds.contract.settings;

import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;

/** A password, key or address that nobody may read in a log, ledger or error. */
public final class Secret {
  public static final String REDACTED = "***";

  private static final Pattern USER_INFO = Pattern.compile("[^?#]*@.*", Pattern.DOTALL);
  private static final Pattern PARAMETER =
      Pattern.compile(
          "user|passw|passphrase|token|secret|credential|authorization", Pattern.CASE_INSENSITIVE);

  private final String value;

  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /**
   * Whether the address of a server also tells who logs in there: before an {@code @}, or as a
   * parameter. Addresses are printed and kept, so none of that may stand in one.
   */
  public static boolean standsIn(String address) {
    int query = address.indexOf('?');
    return USER_INFO.matcher(address).matches()
        || (query >= 0
            && Arrays.stream(address.substring(query + 1).split("[&;]", -1))
                .map(parameter -> parameter.split("=", 2)[0])
                // None of ours has a name that must be encoded.
                .anyMatch(name -> name.contains("%") || PARAMETER.matcher(name).find()));
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
