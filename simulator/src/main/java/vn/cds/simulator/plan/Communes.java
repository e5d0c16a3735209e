package vn.cds.simulator.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.simulator.fault.Faults;
import vn.cds.simulator.random.SeededRandom;

/** Makes the communes of a run. */
public final class Communes {

  private Communes() {}

  /**
   * The communes that are valid on a day, in the order of their codes.
   *
   * @param province two digits or {@code all}
   * @throws IllegalArgumentException when the roster has none
   */
  public static List<Commune> of(
      long seed, Roster roster, String province, LocalDate day, Plan plan, Faults faults) {
    List<Unit> units =
        new ArrayList<>(province.equals("all") ? roster.units(day) : roster.units(province, day));
    if (units.isEmpty()) {
      throw new IllegalArgumentException(
          "The roster has no commune of province " + province + " on " + day);
    }
    if (faults.silentCommunes() >= units.size()) {
      throw new IllegalArgumentException(
          "All " + units.size() + " communes would be silent; lower silent-communes.");
    }
    units.sort(Comparator.comparing(Unit::code));
    Set<String> silent = chosen(seed, "silent", units, faults.silentCommunes(), plan.silent());
    List<Unit> speaking = units.stream().filter(unit -> !silent.contains(unit.code())).toList();
    Set<String> dayLate = chosen(seed, "late", speaking, faults.dayLateCommunes(), plan.dayLate());
    List<Commune> communes = new ArrayList<>(units.size());
    for (Unit unit : units) {
      Commune.Sync sync =
          silent.contains(unit.code())
              ? Commune.Sync.SILENT
              : dayLate.contains(unit.code()) ? Commune.Sync.DAY_LATE : Commune.Sync.PROMPT;
      communes.add(Commune.of(seed, unit, plan, sync));
    }
    return communes;
  }

  /**
   * Each commune draws its own number, and those with the lowest are chosen: below the share, so
   * that a further commune changes nothing for the others, but at least one; or exactly as many as
   * asked.
   */
  private static Set<String> chosen(
      long seed, String purpose, List<Unit> units, int count, double share) {
    record Draw(String code, double number) {}
    List<Draw> draws =
        units.stream()
            .map(
                unit ->
                    new Draw(unit.code(), SeededRandom.unitOf(seed, purpose + " " + unit.code())))
            .sorted(Comparator.comparingDouble(Draw::number))
            .toList();
    Set<String> chosen = new HashSet<>();
    for (Draw draw : draws) {
      boolean take =
          count >= 0
              ? chosen.size() < count
              : share > 0 && (draw.number < share || chosen.isEmpty());
      if (take) {
        chosen.add(draw.code);
      }
    }
    return chosen;
  }
}
