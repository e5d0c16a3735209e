package vn.cds.simulator.source;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.lifecycle.DocumentLifecycle;
import vn.cds.simulator.lifecycle.DossierLifecycle;
import vn.cds.simulator.lifecycle.Lifecycle;
import vn.cds.simulator.lifecycle.Pace;
import vn.cds.simulator.lifecycle.PaymentLifecycle;
import vn.cds.simulator.lifecycle.Procedure;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.plan.Season;
import vn.cds.simulator.random.SeededRandom;
import vn.cds.simulator.random.Weighted;

/** The dossiers, bills and documents that begin on a day in a province as it works today. */
public final class ProvinceArrivals implements DaySource.Arrivals {

  private final long seed;
  private final List<Commune> communes;
  private final Plan plan;
  private final Season season;
  private final Pace pace;
  private final WorkingCalendar calendar;
  private final Weighted<Procedure> procedures = Procedure.catalogue();

  public ProvinceArrivals(long seed, List<Commune> communes, Plan plan, WorkingCalendar calendar) {
    this.seed = seed;
    this.communes = communes;
    this.plan = plan;
    this.season = new Season(plan.season(), calendar);
    this.pace = Pace.byCalendar(calendar);
    this.calendar = calendar;
  }

  @Override
  public void on(long epochDay, Consumer<Lifecycle> out) {
    LocalDate day = LocalDate.ofEpochDay(epochDay);
    boolean works = season.works(day);
    double factor = season.factor(day);
    long midnight = VietnamTime.startOfEpochDay(epochDay);
    for (Commune commune : communes) {
      SeededRandom random = SeededRandom.of(seed, "day " + commune.code(), epochDay);
      double busy = factor * random.logNormal(1, 0.15);
      long number = epochDay << 24;
      int dossiers = count(commune.dossiers() * busy, random);
      for (int i = 1; i <= dossiers; i++) {
        boolean online = !works || random.chance(commune.online());
        long at = midnight + season.timeOfDay(online, random);
        SeededRandom own = new SeededRandom(random.bits());
        String tag = sequence(i);
        out.accept(
            new DossierLifecycle(
                commune, own, number++, plan, pace, calendar, procedures, online, tag, at, 0));
      }
      int bills = count(commune.payments() * busy, random);
      for (int i = 1; i <= bills; i++) {
        long at = midnight + season.timeOfDay(true, random);
        SeededRandom own = new SeededRandom(random.bits());
        out.accept(PaymentLifecycle.bill(commune, own, number++, plan, pace, at, 0));
      }
      int documents = works ? count(commune.documents() * busy, random) : 0;
      for (int i = 1; i <= documents; i++) {
        long at = midnight + season.timeOfDay(false, random);
        SeededRandom own = new SeededRandom(random.bits());
        out.accept(
            DocumentLifecycle.today(
                commune, own, number++, plan, pace, Integer.toString(i), at, 0));
      }
    }
  }

  /** The whole part, and one more with the chance of the rest. */
  private static int count(double expected, SeededRandom random) {
    return (int) (expected + random.unit());
  }

  /** At least four digits. */
  static String sequence(int number) {
    return number < 10_000 ? Integer.toString(10_000 + number).substring(1) : "" + number;
  }
}
