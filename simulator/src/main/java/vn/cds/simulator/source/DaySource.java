package vn.cds.simulator.source;

import java.util.PriorityQueue;
import java.util.function.Consumer;
import vn.cds.contract.VietnamTime;
import vn.cds.simulator.life.Draft;
import vn.cds.simulator.life.Life;
import vn.cds.simulator.plan.Plan;

/**
 * Events day by day: the entities that begin on a day are added to a queue when the day comes, and
 * the queue gives the event that is sent next.
 */
public final class DaySource implements Source {

  /** Makes the entities that begin on a local day. */
  interface Arrivals {
    void on(long epochDay, Consumer<Life> out);
  }

  private final Arrivals arrivals;
  private final Plan plan;
  private final long until;
  private final long lastDay;
  private final PriorityQueue<Life> queue = new PriorityQueue<>(1024);
  private long nextDay;

  /**
   * Events of these local days.
   *
   * @param until nothing is sent from then on, in milliseconds since 1970
   */
  public DaySource(Arrivals arrivals, Plan plan, long firstDay, long lastDay, long until) {
    this.arrivals = arrivals;
    this.plan = plan;
    this.nextDay = firstDay;
    this.lastDay = lastDay;
    this.until = until;
  }

  @Override
  public Draft next() {
    while (nextDay <= lastDay
        && (queue.isEmpty() || queue.peek().sendAt() >= VietnamTime.startOfEpochDay(nextDay))) {
      arrivals.on(nextDay, this::begin);
      nextDay++;
    }
    Life life = queue.poll();
    if (life == null || life.sendAt() >= until) {
      queue.clear();
      nextDay = lastDay + 1;
      return null;
    }
    Draft draft = life.advance(life.nextAt, life.sendAt());
    Life spawned = life.takeSpawned();
    if (spawned != null) {
      begin(spawned);
    }
    enqueue(life);
    return draft;
  }

  private void begin(Life life) {
    // One delay per entity, so that its events never overtake each other.
    life.delay = (long) (1000 * life.dice.logNormal(plan.delaySeconds(), 0.9));
    enqueue(life);
  }

  private void enqueue(Life life) {
    if (!life.isOver()) {
      life.sendNextAt(life.commune.arrival(life.nextAt, life.delay));
      queue.add(life);
    }
  }
}
