package vn.cds.simulator.source;

import java.util.PriorityQueue;
import java.util.function.Consumer;
import vn.cds.contract.time.VietnamTime;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.lifecycle.Lifecycle;
import vn.cds.simulator.plan.Plan;

/**
 * Events day by day: the entities that begin on a day are added to a queue when the day comes, and
 * the queue gives the event that is sent next.
 */
public final class DaySource implements Source {

  /** Makes the entities that begin on a local day. */
  interface Arrivals {
    void on(long epochDay, Consumer<Lifecycle> out);
  }

  private final Arrivals arrivals;
  private final Plan plan;
  private final long until;
  private final long lastDay;
  private final PriorityQueue<Lifecycle> queue = new PriorityQueue<>(1024);
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
    Lifecycle lifecycle = queue.poll();
    if (lifecycle == null || lifecycle.sendAt() >= until) {
      queue.clear();
      nextDay = lastDay + 1;
      return null;
    }
    Draft draft = lifecycle.advance(lifecycle.nextAt, lifecycle.sendAt());
    Lifecycle spawned = lifecycle.takeSpawned();
    if (spawned != null) {
      begin(spawned);
    }
    enqueue(lifecycle);
    return draft;
  }

  private void begin(Lifecycle lifecycle) {
    // One delay per entity, so that its events never overtake each other.
    lifecycle.delay = (long) (1000 * lifecycle.random.logNormal(plan.delaySeconds(), 0.9));
    enqueue(lifecycle);
  }

  private void enqueue(Lifecycle lifecycle) {
    if (!lifecycle.isOver()) {
      lifecycle.sendNextAt(lifecycle.commune.arrival(lifecycle.nextAt, lifecycle.delay));
      queue.add(lifecycle);
    }
  }
}
