package vn.cds.proof.verify;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import vn.cds.simulator.SimulatedRecord;

/** Sends the records of a run part by part, no faster than asked. One part at a time. */
final class PacedSender implements AutoCloseable {
  private final Iterator<SimulatedRecord> records;
  private final TransactionWriter writer;
  private final long nanosPerRecord;
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private long sent;

  /**
   * @param recordsPerSecond the pace
   */
  PacedSender(
      Iterator<SimulatedRecord> records, TransactionWriter writer, double recordsPerSecond) {
    this.records = records;
    this.writer = writer;
    this.nanosPerRecord = (long) (1e9 / recordsPerSecond);
  }

  /**
   * Sends until so many records are sent in all, or there are no more.
   *
   * @return completes with the number sent so far when Kafka has them
   */
  CompletableFuture<Long> sendUntil(long total) {
    return CompletableFuture.supplyAsync(() -> send(total), executor);
  }

  private long send(long total) {
    long next = System.nanoTime();
    while (sent < total && records.hasNext()) {
      SimulatedRecord record = records.next();
      writer.send(record.stream(), record.key().getBytes(StandardCharsets.UTF_8), record.value());
      sent++;
      next += nanosPerRecord;
      long early = next - System.nanoTime();
      if (early > 0) {
        LockSupport.parkNanos(early);
      }
    }
    writer.flush();
    return sent;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    writer.close();
  }
}
