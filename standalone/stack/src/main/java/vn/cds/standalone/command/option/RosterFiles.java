package vn.cds.standalone.command.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import vn.cds.contract.roster.Roster;

/** An administrator's own communes in place of the bundled ones. */
public final class RosterFiles {
  @Option(
      names = "--roster",
      paramLabel = "UNITS.CSV",
      description =
          "Communes, when they are not those of the project; in the format of"
              + " jobs/contract/src/main/resources/vn/cds/contract/units.csv.")
  private Path units;

  @Option(
      names = "--provinces",
      paramLabel = "PROVINCES.CSV",
      description = "Goes with --roster. Default: provinces.csv beside it.")
  private Path provinces;

  public Roster roster() {
    return areGiven() ? Roster.read(units, provinces()) : Roster.bundled();
  }

  public boolean areGiven() {
    return units != null;
  }

  /** Only when they are given. */
  public Path units() {
    return units;
  }

  /** Only when they are given. */
  public Path provinces() {
    return provinces != null ? provinces : units.toAbsolutePath().resolveSibling("provinces.csv");
  }
}
