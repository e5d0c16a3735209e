package vn.cds.simulator.source;

import java.util.List;
import java.util.PriorityQueue;
import vn.cds.contract.VietnamTime;
import vn.cds.contract.WorkingCalendar;
import vn.cds.simulator.life.DocumentLife;
import vn.cds.simulator.life.DossierLife;
import vn.cds.simulator.life.Draft;
import vn.cds.simulator.life.Life;
import vn.cds.simulator.life.Pace;
import vn.cds.simulator.life.PaymentLife;
import vn.cds.simulator.life.Procedure;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.random.Dice;
import vn.cds.simulator.random.Weighted;

/**
 * What has happened between local midnight and the start, all of it sent at the start; then the
 * live events. The day is compressed into the time there was, be it a minute, so that every commune
 * that sends has its dossiers of today at any hour of any day.
 */
public final class BacklogSource implements Source {

  /** Office time of a matter that fills a third of the day so far. */
  private static final double OFFICE_MILLIS = 3 * 24 * 3_600_000.0;

  private final long start;
  private final LiveSource live;
  private final Source after;
  private final PriorityQueue<Life> queue = new PriorityQueue<>(1024);

  /**
   * A backlog, then what {@code after} gives.
   *
   * @param communes those that send
   * @param start now, in milliseconds since 1970
   * @param compression of the live part
   * @param live takes over what is not finished at the start
   */
  public BacklogSource(
      long seed,
      List<Commune> communes,
      Plan plan,
      WorkingCalendar calendar,
      long start,
      String tag,
      double compression,
      LiveSource live,
      Source after) {
    this.start = start;
    this.live = live;
    this.after = after;
    long midnight = VietnamTime.startOfEpochDay(VietnamTime.localEpochDay(start));
    long passed = Math.max(1, start - midnight);
    Pace pace = Pace.changing(OFFICE_MILLIS / passed, start, compression);
    Weighted<Procedure> procedures = Procedure.catalogue();
    for (Commune commune : communes) {
      Dice dice = Dice.of(seed, "backlog " + commune.code(), start);
      double days = plan.live().backlogDays();
      int dossiers = Math.max(plan.live().backlogLeast(), (int) (commune.dossiers() * days));
      // Numbers below those of the live source's matters.
      long number = Long.MIN_VALUE;
      for (int i = 1; i <= dossiers; i++) {
        Dice own = new Dice(dice.bits());
        boolean online = own.chance(commune.online());
        String sequence = tag + "-" + ProvinceBirths.sequence(i);
        long at = midnight + own.below(passed);
        add(
            new DossierLife(
                commune, own, number++, plan, pace, calendar, procedures, online, sequence, at, 0));
      }
      for (int i = (int) (commune.payments() * days); i > 0; i--) {
        Dice own = new Dice(dice.bits());
        long at = midnight + own.below(passed);
        add(PaymentLife.bill(commune, own, number++, plan, pace, at, 0));
      }
      for (int i = (int) (commune.documents() * days); i > 0; i--) {
        Dice own = new Dice(dice.bits());
        long at = midnight + own.below(passed);
        add(DocumentLife.today(commune, own, number++, plan, pace, tag + "." + i, at, 0));
      }
    }
  }

  private void add(Life life) {
    if (!life.isOver()) {
      life.sendNextAt(life.nextAt);
      queue.add(life);
    }
  }

  @Override
  public Draft next() {
    Life life = queue.peek();
    if (life == null) {
      return after.next();
    }
    if (life.nextAt > start) {
      queue.forEach(live::adopt);
      queue.clear();
      return after.next();
    }
    queue.poll();
    Draft draft = life.advance(life.nextAt, start);
    life.earliest = life.nextAt == Life.NEVER ? start : life.nextAt;
    Life spawned = life.takeSpawned();
    if (spawned != null) {
      add(spawned);
    }
    add(life);
    return draft;
  }
}
