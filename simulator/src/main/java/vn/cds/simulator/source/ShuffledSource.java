package vn.cds.simulator.source;

import java.util.ArrayList;
import java.util.List;
import vn.cds.simulator.fault.Faults;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.random.SeededRandom;

/** Events in another order: so many wait, and one of them at random is sent next. */
public final class ShuffledSource implements Source {

  private final Source source;
  private final SeededRandom random;
  private final int window;
  private final List<Draft> waiting = new ArrayList<>();
  private boolean ended;
  private long now = Long.MIN_VALUE;

  /**
   * @param window {@link Faults#WHOLE_RUN}: all events wait before the first is sent
   */
  public ShuffledSource(Source source, SeededRandom random, int window) {
    this.source = source;
    this.random = random;
    this.window = window;
  }

  @Override
  public Draft next() {
    while (!ended && waiting.size() < window) {
      Draft draft = source.next();
      if (draft == null) {
        ended = true;
      } else {
        now = Math.max(now, draft.sendAt());
        waiting.add(draft);
      }
    }
    if (waiting.isEmpty()) {
      return null;
    }
    int last = waiting.size() - 1;
    int chosen = random.below(waiting.size());
    Draft draft = waiting.get(chosen);
    waiting.set(chosen, waiting.get(last));
    waiting.remove(last);
    // It waited for all that have come in until now.
    return draft.sentAt(now);
  }
}
