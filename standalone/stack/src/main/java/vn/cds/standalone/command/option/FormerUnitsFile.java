package vn.cds.standalone.command.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;

/** An administrator's own units of before 2025-07-01 in place of the bundled ones. */
public final class FormerUnitsFile {
  @Option(
      names = "--former-units",
      paramLabel = "FORMER_UNITS.CSV",
      description =
          "Units of before 2025-07-01, when they are not those of the project; in the format of"
              + " jobs/contract/src/main/resources/vn/cds/contract/former_units.csv.")
  private Path file;

  /** Those of the file, else the bundled ones, with the predecessors that the roster names. */
  public FormerUnits of(Roster roster) {
    return file == null ? FormerUnits.of(roster) : FormerUnits.read(file, roster);
  }
}
