package vn.cds.simulator.source;

import java.time.LocalDate;
import java.util.List;
import java.util.PriorityQueue;
import vn.cds.contract.Roster;
import vn.cds.contract.VietnamTime;
import vn.cds.contract.WorkingCalendar;
import vn.cds.simulator.fault.Lateness;
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
    long shift(Dice dice);

    /**
     * How long before its first event a matter with this shift began, in milliseconds; 0: with it.
     */
    long sinceBegin(Dice dice, long shift);

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
  private final Dice dice;
  private final PriorityQueue<Life> queue = new PriorityQueue<>(1024);
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
    this.dice = Dice.of(seed, "live " + tag, 0);
  }

  /** Takes over a matter that is under way. */
  void adopt(Life life) {
    enqueue(life);
  }

  /** One event that is sent at {@code now}; times of successive calls never go back. */
  Draft at(long now) {
    Life life = due(now);
    while (life == null) {
      life = begin(now);
      if (isHeldBack(life)) {
        enqueue(life);
        life = due(now);
      }
    }
    long happens = isHeldBack(life) ? life.nextAt : Math.max(life.earliest, now - life.shift);
    Draft draft = life.advance(happens, now);
    life.earliest = happens + 1;
    Life spawned = life.takeSpawned();
    if (spawned != null && age.agesPayments(life.shift)) {
      spawned.shift = life.shift;
      enqueue(spawned);
    }
    enqueue(life);
    return draft;
  }

  /** The matter whose next event is due, or null. */
  private Life due(long now) {
    Life life = queue.peek();
    return life != null && (life.sendAt() <= now || queue.size() > MOST_UNDER_WAY)
        ? queue.poll()
        : null;
  }

  private boolean isHeldBack(Life life) {
    return bursts && life.commune.sync() == Commune.Sync.DAY_LATE;
  }

  private void enqueue(Life life) {
    if (!life.isOver()) {
      life.sendNextAt(
          isHeldBack(life)
              ? (life.nextAt / BURST_MILLIS + 1) * BURST_MILLIS
              : life.nextAt + life.shift);
      queue.add(life);
    }
  }

  private Life begin(long now) {
    Dice own = new Dice(dice.bits());
    long shift = age.shift(own);
    long since = age.sinceBegin(own, shift);
    Commune commune = communeValidOn(now - shift);
    long begins = now - shift;
    Plan suited = age.allowsDays(shift) ? plan : planByTheClock;
    Life life =
        switch (kinds.draw(own)) {
          case DOSSIER ->
              new DossierLife(
                  commune,
                  own,
                  number++,
                  suited,
                  pace,
                  calendar,
                  procedures,
                  own.chance(commune.online()),
                  tag + "-" + ProvinceBirths.sequence((int) number),
                  begins,
                  since);
          case BILL -> PaymentLife.bill(commune, own, number++, suited, pace, begins, since);
          case DOCUMENT ->
              DocumentLife.today(
                  commune, own, number++, suited, pace, tag + "." + number, begins, since);
        };
    life.shift = shift;
    return life;
  }

  /** A commune that existed when the event happened, even before a reform. */
  private Commune communeValidOn(long time) {
    LocalDate day = LocalDate.ofEpochDay(VietnamTime.localEpochDay(time));
    for (int i = 0; i < 50 * communeCount; i++) {
      Commune commune = communes.draw(dice);
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
      public long shift(Dice dice) {
        return 0;
      }

      @Override
      public long sinceBegin(Dice dice, long shift) {
        return dice.chance(earlier) ? dice.between(DAY / 24, 20 * DAY) : 0;
      }
    };
  }

  /** Too late for the minute, in time for the day: most by hours, many by days. */
  public static Age late(Lateness lateness) {
    long least = lateness.minute().toMillis() + DAY / 24;
    long most = lateness.day().toMillis() - 2 * DAY;
    return new Age() {
      @Override
      public long shift(Dice dice) {
        return dice.chance(0.5)
            ? dice.between(least, Math.min(most, least + 3 * DAY))
            : dice.between(least, most);
      }

      @Override
      public long sinceBegin(Dice dice, long shift) {
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
      public long shift(Dice dice) {
        long day = lateness.day().toMillis();
        return dice.chance(0.6) ? dice.between(day + 3 * DAY / 2, day + 15 * DAY) : 0;
      }

      @Override
      public long sinceBegin(Dice dice, long shift) {
        long cohort = lateness.cohort().toMillis();
        return shift == 0 ? dice.between(cohort + 2 * DAY, cohort + 60 * DAY) : 0;
      }

      @Override
      public boolean agesPayments(long shift) {
        // The fee of an old dossier would be paid today, in time.
        return shift > 0;
      }
    };
  }
}
