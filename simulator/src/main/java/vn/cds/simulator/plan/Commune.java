package vn.cds.simulator.plan;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import vn.cds.contract.Unit;
import vn.cds.contract.VietnamTime;
import vn.cds.simulator.plan.Settings.Range;
import vn.cds.simulator.random.Dice;

/**
 * One commune with its size, its quality and its way of sending; all of it depends on the seed, its
 * code and the scenario, and on no other commune.
 *
 * @param seed of the run
 * @param agency code of its one-stop system, the first part of its dossier codes
 * @param dossiers received on a working day
 * @param documents exchanged on a working day
 * @param payments other than for dossiers, on a working day
 * @param facts the share of dossiers of which each is true
 */
public record Commune(
    long seed,
    String code,
    String agency,
    Sync sync,
    double dossiers,
    double documents,
    double payments,
    int households,
    double onTime,
    double online,
    double postal,
    double paidOnline,
    double electronicResult,
    Map<DossierFact, Double> facts,
    double dissatisfied,
    double rated,
    double synchronised,
    double signedPersonally,
    double signedByOrganisation,
    double electronicDocument,
    double cashless) {

  /** How a commune sends its events. */
  public enum Sync {
    /** Each a few seconds after it happened. */
    PROMPT,
    /** A whole day on the morning after, in one burst. */
    DAY_LATE,
    /** Never. */
    SILENT
  }

  static Commune of(long seed, Unit unit, Plan plan, Sync sync) {
    Dice dice = Dice.of(seed, "commune " + unit.code(), 0);
    Plan.Volumes volumes = plan.volumes();
    double dossiers =
        Math.min(
            volumes.most(),
            Math.max(volumes.least(), dice.logNormal(volumes.median(), volumes.sigma())));
    // A good commune is good at most things: seven tenths of each share come from one number.
    double quality = dice.unit();
    Plan.Shares shares = plan.shares();
    return new Commune(
        seed,
        unit.code(),
        agency(unit),
        sync,
        dossiers,
        dossiers * volumes.documents(),
        dossiers * volumes.payments(),
        (int) (dossiers * volumes.households()),
        share(shares.onTime(), quality, dice),
        share(shares.online(), quality, dice),
        share(shares.postal(), quality, dice),
        share(shares.paidOnline(), quality, dice),
        share(shares.electronicResult(), quality, dice),
        facts(seed, unit, shares, quality, dice),
        share(shares.dissatisfied(), quality, dice),
        share(shares.rated(), quality, dice),
        share(shares.synchronised(), quality, dice),
        share(shares.signedPersonally(), quality, dice),
        share(shares.signedByOrganisation(), quality, dice),
        share(shares.electronicDocument(), quality, dice),
        share(shares.cashless(), quality, dice));
  }

  private static Map<DossierFact, Double> facts(
      long seed, Unit unit, Plan.Shares ranges, double quality, Dice dice) {
    Map<DossierFact, Double> shares = new EnumMap<>(DossierFact.class);
    ranges
        .facts()
        .forEach(
            (fact, range) ->
                shares.put(fact, share(range, quality, fact.dice(dice, seed, unit.code()))));
    return Collections.unmodifiableMap(shares);
  }

  private static double share(Range range, double quality, Dice dice) {
    return range.at(0.7 * quality + 0.3 * dice.unit());
  }

  /**
   * H56 is Thanh Hoá; the other provinces' codes are not public in one place, T and the number
   * stand in.
   */
  private static String agency(Unit unit) {
    String province = unit.provinceCode().equals("38") ? "H56" : "T" + unit.provinceCode();
    return province + "." + unit.code();
  }

  /**
   * When an event arrives; later events never arrive earlier.
   *
   * @param at when it happened, in milliseconds since 1970
   * @param delay of its entity, in milliseconds
   */
  public long arrival(long at, long delay) {
    if (sync != Sync.DAY_LATE) {
      return at + delay;
    }
    long day = VietnamTime.localEpochDay(at);
    long morning = VietnamTime.startOfEpochDay(day + 1) + 6 * 3_600_000L;
    long minute = Integer.parseInt(code) % 120 * 60_000L;
    // The day follows in one burst: a thousand times as fast as it happened.
    return morning + minute + (at - VietnamTime.startOfEpochDay(day)) / 1000;
  }
}
