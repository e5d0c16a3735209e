package vn.cds.simulator.source;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import vn.cds.contract.VietnamTime;
import vn.cds.contract.WorkingCalendar;
import vn.cds.simulator.life.DocumentLife;
import vn.cds.simulator.life.DossierLife;
import vn.cds.simulator.life.Life;
import vn.cds.simulator.life.Pace;
import vn.cds.simulator.life.PaymentLife;
import vn.cds.simulator.life.Procedure;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.plan.Season;
import vn.cds.simulator.random.Dice;
import vn.cds.simulator.random.Weighted;

/** The dossiers, bills and documents that begin on a day in a province as it works today. */
public final class ProvinceBirths implements DaySource.Arrivals {

  private final long seed;
  private final List<Commune> communes;
  private final Plan plan;
  private final Season season;
  private final Pace pace;
  private final WorkingCalendar calendar;
  private final Weighted<Procedure> procedures = Procedure.catalogue();

  public ProvinceBirths(long seed, List<Commune> communes, Plan plan, WorkingCalendar calendar) {
    this.seed = seed;
    this.communes = communes;
    this.plan = plan;
    this.season = new Season(plan.season(), calendar);
    this.pace = Pace.byCalendar(calendar);
    this.calendar = calendar;
  }

  @Override
  public void on(long epochDay, Consumer<Life> out) {
    LocalDate day = LocalDate.ofEpochDay(epochDay);
    boolean works = season.works(day);
    double factor = season.factor(day);
    long midnight = VietnamTime.startOfEpochDay(epochDay);
    for (Commune commune : communes) {
      Dice dice = Dice.of(seed, "day " + commune.code(), epochDay);
      double busy = factor * dice.logNormal(1, 0.15);
      long number = epochDay << 24;
      int dossiers = count(commune.dossiers() * busy, dice);
      for (int i = 1; i <= dossiers; i++) {
        boolean online = !works || dice.chance(commune.online());
        long at = midnight + season.timeOfDay(online, dice);
        Dice own = new Dice(dice.bits());
        String tag = sequence(i);
        out.accept(
            new DossierLife(
                commune, own, number++, plan, pace, calendar, procedures, online, tag, at, 0));
      }
      int bills = count(commune.payments() * busy, dice);
      for (int i = 1; i <= bills; i++) {
        long at = midnight + season.timeOfDay(true, dice);
        Dice own = new Dice(dice.bits());
        out.accept(PaymentLife.bill(commune, own, number++, plan, pace, at, 0));
      }
      int documents = works ? count(commune.documents() * busy, dice) : 0;
      for (int i = 1; i <= documents; i++) {
        long at = midnight + season.timeOfDay(false, dice);
        Dice own = new Dice(dice.bits());
        out.accept(
            DocumentLife.today(commune, own, number++, plan, pace, Integer.toString(i), at, 0));
      }
    }
  }

  /** The whole part, and one more with the chance of the rest. */
  private static int count(double expected, Dice dice) {
    return (int) (expected + dice.unit());
  }

  /** At least four digits. */
  static String sequence(int number) {
    return number < 10_000 ? Integer.toString(10_000 + number).substring(1) : "" + number;
  }
}
