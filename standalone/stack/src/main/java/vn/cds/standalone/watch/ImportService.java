package vn.cds.standalone.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import vn.cds.standalone.error.Failures;
import vn.cds.standalone.error.UserError;

/**
 * Imports what comes into folders and what stands in views, one after the other. What was imported
 * is known to Kafka, so it may be stopped at any time and go on anywhere.
 */
public final class ImportService {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Path inbox;
  private final List<Path> mappings;
  private final Duration settle;
  private final ExportSender sender;
  private final Clock clock;
  private final Consumer<String> log;
  private final ImportMetrics metrics;
  private final Map<Path, WatchedSource> sources = new ConcurrentSkipListMap<>();
  private Duration pause = Duration.ZERO;
  private Instant next = Instant.MIN;
  private volatile String kafkaFault;
  private volatile String mappingFault;

  /**
   * @param inbox has, or gets, a folder for each mapping, named like it
   * @param mappings files, and folders with files {@code *.properties}
   * @param settle how long a file must not have changed
   * @param log is told each step
   * @param metrics counts what came
   */
  public ImportService(
      Path inbox,
      List<Path> mappings,
      Duration settle,
      ExportSender sender,
      Clock clock,
      Consumer<String> log,
      ImportMetrics metrics) {
    this.inbox = inbox;
    this.mappings = List.copyOf(mappings);
    this.settle = settle;
    this.sender = sender;
    this.clock = clock;
    this.log = log;
    this.metrics = metrics;
  }

  /** Looks once everywhere, and imports what is whole and due. Kafka is waited for. */
  public void round() throws InterruptedException {
    if (clock.instant().isBefore(next)) {
      return;
    }
    findMappings();
    for (WatchedSource source : sources.values()) {
      try {
        source.round();
        kafkaFault = null;
        pause = Duration.ZERO;
      } catch (UserError | KafkaException | IllegalStateException e) {
        String why = e instanceof UserError ? e.getMessage() : Failures.message(e);
        // Kafka's client tells how long it waited.
        if (kafkaFault == null || !withoutNumbers(why).equals(withoutNumbers(kafkaFault))) {
          log.accept("waiting for Kafka: " + why);
        }
        kafkaFault = why;
        pause = pause.isZero() ? Duration.ofSeconds(1) : pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        next = clock.instant().plus(pause);
        return;
      }
    }
  }

  private static String withoutNumbers(String text) {
    return text.replaceAll("[0-9]+", "");
  }

  /** Mappings may come and go while the service runs. */
  private void findMappings() {
    Map<String, Path> byName = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (Path mapping : mappings) {
      try {
        for (Path file : files(mapping)) {
          Path other = byName.putIfAbsent(file.getFileName().toString(), file);
          if (other != null) {
            faults.add(file + " and " + other + " have the same name. Rename one of them");
          }
        }
      } catch (IOException e) {
        faults.add("the mappings in " + mapping + " cannot be read: " + e);
      }
    }
    for (Path file : byName.values()) {
      if (!Files.exists(file)) {
        faults.add("there is no mapping " + file);
      }
    }
    sources.keySet().removeIf(file -> !byName.containsValue(file) || !Files.exists(file));
    for (Path file : byName.values()) {
      if (Files.exists(file)) {
        try {
          sources.computeIfAbsent(
              file, f -> new WatchedSource(f, inbox, settle, sender, clock, log, metrics));
        } catch (UncheckedIOException e) {
          faults.add(
              "%s: %s. Give the user of this service the right to write there, or run it as the owner of %s"
                  .formatted(e.getMessage(), e.getCause(), inbox));
        }
      }
    }
    String fault = faults.isEmpty() ? null : String.join("\n", new TreeSet<>(faults));
    if (fault != null && !fault.equals(mappingFault)) {
      log.accept(fault);
    }
    mappingFault = fault;
  }

  private static List<Path> files(Path mapping) throws IOException {
    if (!Files.isDirectory(mapping)) {
      return List.of(mapping);
    }
    try (Stream<Path> files = Files.list(mapping)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".properties"))
          .sorted()
          .toList();
    }
  }

  /** What keeps it from importing, a sentence each. Of use to other threads. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    Stream.of(mappingFault, kafkaFault).filter(fault -> fault != null).forEach(faults::add);
    faults.addAll(WatchedSource.faults(sources.values()));
    return faults;
  }
}
