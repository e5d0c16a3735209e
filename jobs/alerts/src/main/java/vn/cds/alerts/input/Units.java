package vn.cds.alerts.input;

import java.io.Serializable;
import java.util.HashMap;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;

/** In which province a commune lies. */
final class Units implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, String> provinces = new HashMap<>();

  /** With the units of all times; whether a unit is judged today is decided later. */
  Units(Roster roster) {
    for (Unit unit : roster.allUnits()) {
      provinces.put(unit.code(), unit.provinceCode());
    }
  }

  /** Null when the code is null or not known. */
  String province(String commune) {
    return provinces.get(commune);
  }
}
