package vn.cds.simulator.source;

import java.time.LocalDate;
import java.util.List;
import java.util.PriorityQueue;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.fault.Lateness;
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
 * Events on demand: each call gives one event that happens at the time asked for. Entities under
 * way come first when they are due; otherwise a new one begins.
 */
public final class LiveSource {

  private static final long DAY = VietnamTime.DAY_MILLIS;

  /**
   * Entities under way at most; beyond that the next one is due at once, so that memory stays
   * small.
   */
  private static final int MOST_UNDER_WAY = 100_000;

  /** A compressed day of a commune that sends in bursts. */
  private static final long BURST_MILLIS = 10 * 60_000L;

  /** When the matters of a source lie before the time they are sent. */
  public interface Age {
    /** How long before it is sent each event of a matter happens, in milliseconds. */
    long shift(SeededRandom random);

    /**
     * How long before its first event a matter with this shift began, in milliseconds; 0: with it.
     */
    long sinceBegin(SeededRandom random, long shift);

    /** Whether an event with this shift is as late if only its day is known. */
    default boolean allowsDays(long shift) {
      return true;
    }

    /** Whether the payment that a matter with this shift brings about is of the same age. */
    default boolean agesPayments(long shift) {
      return true;
    }
  }

  private final Weighted<Commune> communes;
  private final int communeCount;
  private final Plan plan;
  private final Plan planByTheClock;
  private final Pace pace;
  private final Roster roster;
  private final WorkingCalendar calendar;
  private final Weighted<Procedure> procedures = Procedure.catalogue();
  private final Weighted<Kind> kinds;
  private final Age age;
  private final boolean bursts;
  private final String tag;
  private final SeededRandom random;
  private final PriorityQueue<Lifecycle> queue = new PriorityQueue<>(1024);
  private long number;

  private enum Kind {
    DOSSIER,
    BILL,
    DOCUMENT
  }

  /**
   * A source without matters under way.
   *
   * @param communes those that send
   * @param mix weights of dossiers, bills and documents
   * @param compression how many office hours pass in an hour
   * @param bursts whether communes that are late by nature hold their events back
   * @param tag makes its dossier codes and document numbers differ from those of other sources
   */
  public LiveSource(
      long seed,
      List<Commune> communes,
      Plan plan,
      double[] mix,
      double compression,
      Age age,
      boolean bursts,
      String tag,
      Roster roster,
      WorkingCalendar calendar) {
    this.communes =
        new Weighted<>(communes, communes.stream().mapToDouble(Commune::dossiers).toArray());
    this.communeCount = communes.size();
    this.plan = plan;
    this.planByTheClock = plan.withByDay(0);
    this.pace = Pace.compressed(compression);
    this.roster = roster;
    this.calendar = calendar;
    this.kinds = new Weighted<>(List.of(Kind.values()), mix);
    this.age = age;
    this.bursts = bursts;
    this.tag = tag;
    this.random = SeededRandom.of(seed, "live " + tag, 0);
  }

  /** Takes over a matter that is under way. */
  void adopt(Lifecycle lifecycle) {
    enqueue(lifecycle);
  }

  /** One event that is sent at {@code now}; times of successive calls never go back. */
  Draft at(long now) {
    Lifecycle lifecycle = due(now);
    while (lifecycle == null) {
      lifecycle = begin(now);
      if (isHeldBack(lifecycle)) {
        enqueue(lifecycle);
        lifecycle = due(now);
      }
    }
    long happens =
        isHeldBack(lifecycle)
            ? lifecycle.nextAt
            : Math.max(lifecycle.earliest, now - lifecycle.shift);
    Draft draft = lifecycle.advance(happens, now);
    lifecycle.earliest = happens + 1;
    Lifecycle spawned = lifecycle.takeSpawned();
    if (spawned != null && age.agesPayments(lifecycle.shift)) {
      spawned.shift = lifecycle.shift;
      enqueue(spawned);
    }
    enqueue(lifecycle);
    return draft;
  }

  /** The matter whose next event is due, or null. */
  private Lifecycle due(long now) {
    Lifecycle lifecycle = queue.peek();
    return lifecycle != null && (lifecycle.sendAt() <= now || queue.size() > MOST_UNDER_WAY)
        ? queue.poll()
        : null;
  }

  private boolean isHeldBack(Lifecycle lifecycle) {
    return bursts && lifecycle.commune.sync() == Commune.Sync.DAY_LATE;
  }

  private void enqueue(Lifecycle lifecycle) {
    if (!lifecycle.isOver()) {
      lifecycle.sendNextAt(
          isHeldBack(lifecycle)
              ? (lifecycle.nextAt / BURST_MILLIS + 1) * BURST_MILLIS
              : lifecycle.nextAt + lifecycle.shift);
      queue.add(lifecycle);
    }
  }

  private Lifecycle begin(long now) {
    SeededRandom own = new SeededRandom(random.bits());
    long shift = age.shift(own);
    long since = age.sinceBegin(own, shift);
    Commune commune = communeValidOn(now - shift);
    long begins = now - shift;
    Plan suited = age.allowsDays(shift) ? plan : planByTheClock;
    Lifecycle lifecycle =
        switch (kinds.draw(own)) {
          case DOSSIER ->
              new DossierLifecycle(
                  commune,
                  own,
                  number++,
                  suited,
                  pace,
                  calendar,
                  procedures,
                  own.chance(commune.online()),
                  tag + "-" + ProvinceArrivals.sequence((int) number),
                  begins,
                  since);
          case BILL -> PaymentLifecycle.bill(commune, own, number++, suited, pace, begins, since);
          case DOCUMENT ->
              DocumentLifecycle.today(
                  commune, own, number++, suited, pace, tag + "." + number, begins, since);
        };
    lifecycle.shift = shift;
    return lifecycle;
  }

  /** A commune that existed when the event happened, even before a reform. */
  private Commune communeValidOn(long time) {
    LocalDate day = LocalDate.ofEpochDay(VietnamTime.localEpochDay(time));
    for (int i = 0; i < 50 * communeCount; i++) {
      Commune commune = communes.draw(random);
      if (roster.unit(commune.code(), day) != null) {
        return commune;
      }
    }
    throw new IllegalStateException("No commune of the run was valid on " + day);
  }

  /** Happens now; a share of matters began on one of the 20 days before. */
  public static Age now(double earlier) {
    return new Age() {
      @Override
      public long shift(SeededRandom random) {
        return 0;
      }

      @Override
      public long sinceBegin(SeededRandom random, long shift) {
        return random.chance(earlier) ? random.between(DAY / 24, 20 * DAY) : 0;
      }
    };
  }

  /** Too late for the minute, in time for the day: most by hours, many by days. */
  public static Age late(Lateness lateness) {
    long least = lateness.minute().toMillis() + DAY / 24;
    long most = lateness.day().toMillis() - 2 * DAY;
    return new Age() {
      @Override
      public long shift(SeededRandom random) {
        return random.chance(0.5)
            ? random.between(least, Math.min(most, least + 3 * DAY))
            : random.between(least, most);
      }

      @Override
      public long sinceBegin(SeededRandom random, long shift) {
        return 0;
      }

      @Override
      public boolean allowsDays(long shift) {
        return shift >= least + DAY;
      }
    };
  }

  /** Too late for the day, or of a matter that began too long ago. */
  public static Age tooLate(Lateness lateness) {
    return new Age() {
      @Override
      public long shift(SeededRandom random) {
        long day = lateness.day().toMillis();
        return random.chance(0.6) ? random.between(day + 3 * DAY / 2, day + 15 * DAY) : 0;
      }

      @Override
      public long sinceBegin(SeededRandom random, long shift) {
        long cohort = lateness.cohort().toMillis();
        return shift == 0 ? random.between(cohort + 2 * DAY, cohort + 60 * DAY) : 0;
      }

      @Override
      public boolean agesPayments(long shift) {
        // The fee of an old dossier would be paid today, in time.
        return shift > 0;
      }
    };
  }
}
