package vn.cds.gateway.source;

import java.util.HashSet;
import java.util.Set;
import vn.cds.contract.roster.Roster;

/** A source with the communes that its scope comes to. */
public final class KnownSource {

  private final Source source;
  private final Set<String> communes;

  KnownSource(Source source, Roster roster) {
    this.source = source;
    this.communes = new HashSet<>(source.communes());
    roster.allUnits().stream()
        .filter(unit -> source.provinces().contains(unit.provinceCode()))
        .forEach(unit -> communes.add(unit.code()));
  }

  public Source source() {
    return source;
  }

  public String name() {
    return source.name();
  }

  /** Whether it may send events of a commune, five digits. */
  public boolean maySendFor(String communeCode) {
    return communes.contains(communeCode);
  }
}
