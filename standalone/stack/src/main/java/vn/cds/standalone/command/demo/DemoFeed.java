package vn.cds.standalone.command.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.time.VietnamTime;
import vn.cds.simulator.SimulatedRecord;
import vn.cds.simulator.SimulationOptions;
import vn.cds.simulator.Simulator;
import vn.cds.simulator.Truth;
import vn.cds.simulator.fault.Faults;
import vn.cds.standalone.EmbeddedStack;
import vn.cds.standalone.TopicWriter;
import vn.cds.standalone.command.feed.LiveSender;
import vn.cds.standalone.error.UserError;

/**
 * The simulator of the demo, in a thread of its own. Each start is a new run with its own codes,
 * which contain the start time, so no event is sent twice. The only state is whether the backlog of
 * today has been sent.
 */
final class DemoFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoFeed.class);
  private static final String BACKLOG_DAY = "backlog-day";

  private static final String LAGS = "lags.csv";

  private final Path lags;
  private final Thread thread;
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private volatile boolean stopped;

  private DemoFeed(Path lags, Consumer<BooleanSupplier> work) {
    this.lags = lags;
    this.thread =
        new Thread(
            () -> {
              try {
                work.accept(() -> stopped);
              } catch (RuntimeException e) {
                LOG.error("The simulator has failed", e);
                failure.set(e);
              }
            },
            "simulator");
  }

  /**
   * Starts to send.
   *
   * @param story of the simulator, or null; who lags and when is written beside its memory
   */
  static DemoFeed start(
      EmbeddedStack stack,
      String province,
      double rate,
      long seed,
      Faults faults,
      String story,
      Clock clock) {
    Path memory = stack.data().simulator().resolve(BACKLOG_DAY);
    Instant now = clock.instant();
    LocalDate today = VietnamTime.localDay(now);
    boolean backlog = !today.toString().equals(read(memory));
    Simulator simulator;
    try {
      simulator =
          Simulator.of(
              SimulationOptions.builder("demo")
                  .seed(seed)
                  .province(province)
                  .rate(rate)
                  .from(now)
                  .backlog(backlog)
                  .faults(faults)
                  .story(story)
                  .build());
    } catch (IllegalArgumentException e) { // such as a commune of another province in the story
      throw UserError.usage(e.getMessage(), e);
    }
    LOG.info("The simulator starts with seed {} at {}, backlog: {}", seed, now, backlog);
    Path lags = stack.data().simulator().resolve(LAGS);
    writeAnomalies(simulator.truth(), lags);
    DemoFeed feed =
        new DemoFeed(
            lags,
            stopped -> {
              try (TopicWriter writer =
                  TopicWriter.open(
                      stack.kafka().bootstrapServers(),
                      Arrays.stream(EventStream.values()).map(EventStream::topic).toList())) {
                new LiveSender(writer, clock)
                    .send(simulator, stopped, new BacklogMark(backlog, now, today, memory, writer));
              }
            });
    feed.thread.start();
    return feed;
  }

  /** Notes that the backlog is in Kafka, as soon as the first event of the present comes. */
  private static final class BacklogMark implements Consumer<SimulatedRecord> {
    private final Instant start;
    private final LocalDate today;
    private final Path memory;
    private final TopicWriter writer;
    private boolean sending;

    BacklogMark(boolean sending, Instant start, LocalDate today, Path memory, TopicWriter writer) {
      this.sending = sending;
      this.start = start;
      this.today = today;
      this.memory = memory;
      this.writer = writer;
    }

    @Override
    public void accept(SimulatedRecord record) {
      if (sending && record.sendAt().isAfter(start)) {
        writer.flush();
        write(memory, today.toString());
        sending = false;
      }
    }
  }

  /** The table of the communes that lag, by the story; only its header without a story. */
  Path lags() {
    return lags;
  }

  /** Throws the failure that ended the simulator, if there is one. */
  void check() {
    RuntimeException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  /** Stops sending and waits until Kafka has all that was sent. */
  @Override
  public void close() {
    stopped = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void writeAnomalies(Truth truth, Path file) {
    try {
      Files.createDirectories(file.getParent());
      truth.writeAnomalies(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
