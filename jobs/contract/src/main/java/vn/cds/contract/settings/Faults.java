package vn.cds.contract.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import vn.cds.contract.file.InvalidDataFile;

/** The errors of one file. */
public final class Faults {

  private record Fault(int line, String what) {}

  private final String file;
  private final List<Fault> faults = new ArrayList<>();

  public Faults(String file) {
    this.file = file;
  }

  /**
   * Notes an error.
   *
   * @param line from 1; 0 for the file as a whole
   * @param what the rule and what to do, a sentence
   */
  public void add(int line, String what) {
    faults.add(new Fault(line, what));
  }

  /** Number of errors until now. */
  public int count() {
    return faults.size();
  }

  /**
   * Ends the reading when there are errors.
   *
   * @throws InvalidDataFile with all of them, by line
   */
  public void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new InvalidDataFile(
          faults.stream()
              .sorted(Comparator.comparingInt(Fault::line))
              .map(fault -> file + (fault.line == 0 ? "" : ":" + fault.line) + ": " + fault.what)
              .toList());
    }
  }
}
