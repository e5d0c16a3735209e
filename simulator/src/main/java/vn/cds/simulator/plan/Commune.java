package vn.cds.simulator.plan;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.VietnamTime;
import vn.cds.simulator.plan.Settings.Range;
import vn.cds.simulator.random.SeededRandom;

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
    SeededRandom random = SeededRandom.of(seed, "commune " + unit.code(), 0);
    Plan.Volumes volumes = plan.volumes();
    double dossiers =
        Math.min(
            volumes.most(),
            Math.max(volumes.least(), random.logNormal(volumes.median(), volumes.sigma())));
    // A good commune is good at most things: seven tenths of each share come from one number.
    double quality = random.unit();
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
        share(shares.onTime(), quality, random),
        share(shares.online(), quality, random),
        share(shares.postal(), quality, random),
        share(shares.paidOnline(), quality, random),
        share(shares.electronicResult(), quality, random),
        facts(seed, unit, shares, quality, random),
        share(shares.dissatisfied(), quality, random),
        share(shares.rated(), quality, random),
        share(shares.synchronised(), quality, random),
        share(shares.signedPersonally(), quality, random),
        share(shares.signedByOrganisation(), quality, random),
        share(shares.electronicDocument(), quality, random),
        share(shares.cashless(), quality, random));
  }

  private static Map<DossierFact, Double> facts(
      long seed, Unit unit, Plan.Shares ranges, double quality, SeededRandom random) {
    Map<DossierFact, Double> shares = new EnumMap<>(DossierFact.class);
    ranges
        .facts()
        .forEach(
            (fact, range) ->
                shares.put(fact, share(range, quality, fact.random(random, seed, unit.code()))));
    return Collections.unmodifiableMap(shares);
  }

  private static double share(Range range, double quality, SeededRandom random) {
    return range.at(0.7 * quality + 0.3 * random.unit());
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
