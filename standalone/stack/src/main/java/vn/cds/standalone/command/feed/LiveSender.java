package vn.cds.standalone.command.feed;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.Simulator;
import vn.cds.standalone.TopicWriter;

/**
 * Sends simulated records: those of the past at once, those of the future when their time comes.
 */
public final class LiveSender {
  private final TopicWriter writer;
  private final Clock clock;

  public LiveSender(TopicWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Returns at the end of the simulation, or soon after it is stopped; Kafka has every record then.
   *
   * @param stopped asked before each record and several times a second while waiting for its time
   * @param before receives each record before it is sent
   * @return how many were sent
   */
  public long send(Simulator simulator, BooleanSupplier stopped, Consumer<SimulatedRecord> before) {
    long count = 0;
    while (simulator.hasNext()) {
      SimulatedRecord record = simulator.next();
      await(record, stopped);
      if (stopped.getAsBoolean()) {
        break;
      }
      before.accept(record);
      writer.send(
          record.stream().topic(),
          record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
          record.value());
      count++;
    }
    writer.flush();
    return count;
  }

  private void await(SimulatedRecord record, BooleanSupplier stopped) {
    Duration ahead = Duration.between(clock.instant(), record.sendAt());
    while (ahead.compareTo(Duration.ZERO) > 0 && !stopped.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(ahead.toNanos(), 100_000_000L));
      ahead = Duration.between(clock.instant(), record.sendAt());
    }
  }
}
