package vn.cds.standalone;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/** Ctrl-C, and what a service manager sends. */
public final class StopSignal {
  private StopSignal() {}

  /** Is counted down when the process is asked to stop, which then ends by itself. */
  public static CountDownLatch latch() {
    CountDownLatch stop = new CountDownLatch(1);
    for (String signal : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(signal), s -> stop.countDown());
    }
    return stop;
  }
}
