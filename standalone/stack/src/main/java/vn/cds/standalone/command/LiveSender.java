package vn.cds.standalone.command;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.Simulator;
import vn.cds.standalone.TopicWriter;

/**
 * Sends simulated records: those of the past at once, those of the future when their time comes.
 */
final class LiveSender {
  private final TopicWriter writer;
  private final Clock clock;

  LiveSender(TopicWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Returns at the end of the simulation, or when the thread is interrupted or the listener has had
   * enough; Kafka has every record then.
   *
   * @param before hears of each record before it is sent; false ends the sending
   * @return how many were sent
   */
  long send(Simulator simulator, Predicate<SimulatedRecord> before) {
    long count = 0;
    while (!Thread.currentThread().isInterrupted() && simulator.hasNext()) {
      SimulatedRecord record = simulator.next();
      await(record);
      if (Thread.currentThread().isInterrupted() || !before.test(record)) {
        break;
      }
      writer.send(
          record.stream().topic(),
          record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
          record.value());
      count++;
    }
    boolean interrupted = Thread.interrupted();
    writer.flush();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return count;
  }

  private void await(SimulatedRecord record) {
    while (!Thread.currentThread().isInterrupted()) {
      Duration ahead = Duration.between(clock.instant(), record.sendAt());
      if (ahead.isNegative() || ahead.isZero()) {
        return;
      }
      LockSupport.parkNanos(Math.min(ahead.toNanos(), 100_000_000L));
    }
  }
}
