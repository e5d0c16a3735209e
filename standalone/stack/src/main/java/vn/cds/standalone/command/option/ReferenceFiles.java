package vn.cds.standalone.command.option;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.cds.contract.figure.Figures;
import vn.cds.contract.roster.FormerUnits;
import vn.cds.contract.roster.Roster;

/** An administrator's own lists in place of the bundled ones. */
public final class ReferenceFiles {
  @Mixin private RosterFiles roster;

  @Mixin private FormerUnitsFile formerUnits;

  @Option(
      names = "--figures",
      paramLabel = "FIGURES.CSV",
      description = "Figures that can be declared, when they are not those of the project.")
  private Path figures;

  public Roster roster() {
    return roster.roster();
  }

  public FormerUnits formerUnits(Roster roster) {
    return formerUnits.of(roster);
  }

  public Figures figures() {
    return figures == null ? Figures.bundled() : Figures.read(figures);
  }
}
