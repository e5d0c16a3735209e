package vn.cds.runtime.options;

import java.util.List;

/**
 * Options that cannot work. The message lists every fault, one a line, for the operator to read.
 */
public final class InvalidOptions extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidOptions(List<String> faults, Throwable cause) {
    super(
        "The job options have "
            + faults.size()
            + (faults.size() == 1 ? " fault" : " faults")
            + ":\n  - "
            + String.join("\n  - ", faults),
        cause);
  }
}
