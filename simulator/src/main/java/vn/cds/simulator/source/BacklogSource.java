package vn.cds.simulator.source;

import java.util.List;
import java.util.PriorityQueue;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.lifecycle.DocumentLifecycle;
import vn.cds.simulator.lifecycle.DossierLifecycle;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.lifecycle.Lifecycle;
import vn.cds.simulator.lifecycle.Pace;
import vn.cds.simulator.lifecycle.PaymentLifecycle;
import vn.cds.simulator.lifecycle.Procedure;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.random.SeededRandom;
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
  private final PriorityQueue<Lifecycle> queue = new PriorityQueue<>(1024);

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
      SeededRandom random = SeededRandom.of(seed, "backlog " + commune.code(), start);
      double days = plan.live().backlogDays();
      int dossiers = Math.max(plan.live().backlogLeast(), (int) (commune.dossiers() * days));
      // Numbers below those of the live source's matters.
      long number = Long.MIN_VALUE;
      for (int i = 1; i <= dossiers; i++) {
        SeededRandom own = new SeededRandom(random.bits());
        boolean online = own.chance(commune.online());
        String sequence = tag + "-" + ProvinceArrivals.sequence(i);
        long at = midnight + own.below(passed);
        add(
            new DossierLifecycle(
                commune, own, number++, plan, pace, calendar, procedures, online, sequence, at, 0));
      }
      for (int i = (int) (commune.payments() * days); i > 0; i--) {
        SeededRandom own = new SeededRandom(random.bits());
        long at = midnight + own.below(passed);
        add(PaymentLifecycle.bill(commune, own, number++, plan, pace, at, 0));
      }
      for (int i = (int) (commune.documents() * days); i > 0; i--) {
        SeededRandom own = new SeededRandom(random.bits());
        long at = midnight + own.below(passed);
        add(DocumentLifecycle.today(commune, own, number++, plan, pace, tag + "." + i, at, 0));
      }
    }
  }

  private void add(Lifecycle lifecycle) {
    if (!lifecycle.isOver()) {
      lifecycle.sendNextAt(lifecycle.nextAt);
      queue.add(lifecycle);
    }
  }

  @Override
  public Draft next() {
    Lifecycle lifecycle = queue.peek();
    if (lifecycle == null) {
      return after.next();
    }
    if (lifecycle.nextAt > start) {
      queue.forEach(live::adopt);
      queue.clear();
      return after.next();
    }
    queue.poll();
    Draft draft = lifecycle.advance(lifecycle.nextAt, start);
    lifecycle.earliest = lifecycle.nextAt == Lifecycle.NEVER ? start : lifecycle.nextAt;
    Lifecycle spawned = lifecycle.takeSpawned();
    if (spawned != null) {
      add(spawned);
    }
    add(lifecycle);
    return draft;
  }
}
