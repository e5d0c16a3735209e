package vn.cds.simulator.lifecycle;

import java.time.LocalDate;
import vn.cds.contract.time.VietnamTime;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.random.SeededRandom;

/**
 * A document, a payment or a dossier that makes its events one after the other, on demand. Only
 * what its next event needs is kept, so that hundreds of thousands can be under way.
 */
public abstract class Lifecycle implements Comparable<Lifecycle> {

  /** Nothing more will happen. */
  public static final long NEVER = Long.MAX_VALUE;

  public final Commune commune;
  public final SeededRandom random;
  private final long number;
  private long sendAt;

  /** How long each of its events is on its way, in milliseconds. */
  public long delay;

  /** How long before it is sent each of its events happens, in milliseconds. */
  public long shift;

  /** Before this its next event cannot happen, in milliseconds since 1970. */
  public long earliest = Long.MIN_VALUE;

  /** When the next event happens, in milliseconds since 1970, or {@link #NEVER}. */
  public long nextAt;

  /**
   * @param number the same number never occurs twice in a commune
   */
  Lifecycle(Commune commune, SeededRandom random, long number) {
    this.commune = commune;
    this.random = random;
    this.number = number;
  }

  /**
   * Makes the next event and sets {@link #nextAt} to the one after it.
   *
   * @param at when it happens, not before the event in front of it
   * @param sendAt when it is sent
   */
  public abstract Draft advance(long at, long sendAt);

  /** A payment that this life has just brought about, or null; asked after each event. */
  public Lifecycle takeSpawned() {
    return null;
  }

  public final boolean isOver() {
    return nextAt == NEVER;
  }

  /** Sets the place in the queue: when the next event is sent. */
  public final void sendNextAt(long time) {
    sendAt = time;
  }

  public final long sendAt() {
    return sendAt;
  }

  /** By time of sending; ties by commune and number, so that the order never depends on chance. */
  @Override
  public final int compareTo(Lifecycle other) {
    int order = Long.compare(sendAt, other.sendAt);
    if (order == 0) {
      order = commune.code().compareTo(other.commune.code());
    }
    return order != 0 ? order : Long.compare(number, other.number);
  }

  @Override
  public final boolean equals(Object other) {
    return this == other;
  }

  @Override
  public final int hashCode() {
    return System.identityHashCode(this);
  }

  /** yymmdd of the local day. */
  public static String yearMonthDay(long millis) {
    LocalDate day = LocalDate.ofEpochDay(VietnamTime.localEpochDay(millis));
    int number = day.getYear() % 100 * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth();
    return Integer.toString(1_000_000 + number).substring(1);
  }

  final long number() {
    return number;
  }
}
