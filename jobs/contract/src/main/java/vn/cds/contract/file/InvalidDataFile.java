package vn.cds.contract.file;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A data file of an administrator cannot be used. The message has one line per error: {@code
 * file:line: what is wrong and what to do}; at most 20, and how many more there are.
 */
public final class InvalidDataFile extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final List<String> errors;

  /**
   * Tells of errors.
   *
   * @param errors each {@code file:line: what is wrong and what to do}; at least one
   */
  public InvalidDataFile(List<String> errors) {
    super(message(errors));
    this.errors = List.copyOf(errors);
  }

  /** Every error, in the order of the lines. */
  public List<String> errors() {
    return errors;
  }

  private static String message(List<String> errors) {
    String shown = errors.stream().limit(SHOWN).collect(Collectors.joining("\n"));
    return errors.size() <= SHOWN
        ? shown
        : shown + "\nand " + (errors.size() - SHOWN) + " more errors";
  }
}
