package vn.cds.notifier;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.alerts.AlertHeartbeat;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.AlertTopics;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.InvalidAlertMessage;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.alert.KnownAlerts;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.notifier.configuration.Recipient;
import vn.cds.notifier.delivery.Backoff;
import vn.cds.notifier.delivery.DeliveryHistory;
import vn.cds.notifier.delivery.DeliveryQueue;
import vn.cds.notifier.delivery.Planner;
import vn.cds.notifier.delivery.Redactor;
import vn.cds.notifier.delivery.Silences;
import vn.cds.notifier.delivery.StatusServer;
import vn.cds.notifier.ledger.DeadLetter;
import vn.cds.notifier.ledger.Ledger;
import vn.cds.notifier.ledger.LedgerEntry;
import vn.cds.notifier.ledger.NotifierGroup;
import vn.cds.notifier.ledger.TopicReader;
import vn.cds.notifier.transport.Transports;

/**
 * Reads alert transitions and delivers them. One thread reads, decides and writes the ledger; other
 * threads only send. Ends with an error when Kafka fails: started again, it continues from the
 * topics.
 *
 * <pre>{@code
 * try (Notifier notifier = Notifier.start(configuration, Clock.systemUTC())) {
 *   notifier.await();
 * }
 * }</pre>
 */
public final class Notifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final int MOST_SENDERS = 32;
  private static final Duration LAST_ATTEMPTS = Duration.ofSeconds(15);
  private static final Duration HOUSEKEEPING = Duration.ofHours(1);
  private static final Duration RENEWAL = Duration.ofDays(30);
  private static final Duration KEEP_CLOSED = Duration.ofDays(1);

  private final NotifierConfiguration configuration;
  private final Clock clock;
  private final Redactor redactor;
  private final HttpClient http;
  private final KnownAlerts alerts = new KnownAlerts();
  private final Map<String, DeliveryHistory> histories = new LinkedHashMap<>();
  private final Silences silences;
  private final List<DeliveryQueue> queues = new ArrayList<>();
  private final List<AlertmanagerMirror> mirrors = new ArrayList<>();
  private final Watchdog watchdog;
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private StatusServer status;
  private NotifierGroup group;
  private KafkaConsumer<String, byte[]> consumer;
  private Ledger ledger;
  private final ExecutorService senders;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile boolean stopping;
  private Instant nextPing = Instant.MIN;
  private Instant nextHousekeeping;
  private Instant nextRenewal = Instant.MIN;

  private Notifier(NotifierConfiguration configuration, Clock clock) {
    this.configuration = configuration;
    this.clock = clock;
    http = HttpClient.newBuilder().connectTimeout(configuration.timeout()).build();
    redactor = new Redactor(configuration.secrets());
    silences = new Silences(configuration.silences());
    Instant now = clock.instant();
    nextHousekeeping = now.plus(HOUSEKEEPING);
    watchdog = new Watchdog(configuration.watching().silentAfter(), now);
    int parties = configuration.recipients().size() + configuration.alertmanagers().size() + 1;
    senders =
        Executors.newFixedThreadPool(
            Math.min(parties, MOST_SENDERS), task -> daemon(task, "notifier-sender"));
  }

  /** Opens what the notifier needs. When it fails, the caller releases what was opened. */
  private void open() {
    status = new StatusServer(configuration.listen());
    Ledger.prepareTopics(configuration.kafka());
    group = NotifierGroup.join(configuration.kafka());
    consumer = consumer(configuration);
    ledger = Ledger.open(configuration.kafka());
  }

  /**
   * Starts a notifier; returns when it has read all that is in the topics.
   *
   * @param clock decides what is due
   * @throws IllegalStateException when another notifier is at work on this Kafka, or Kafka does not
   *     answer or lacks a topic; says what to do
   */
  public static Notifier start(NotifierConfiguration configuration, Clock clock) {
    Notifier notifier = new Notifier(configuration, clock);
    try {
      notifier.open();
      notifier.load();
    } catch (KafkaException e) {
      notifier.release();
      throw new IllegalStateException(
          "Kafka at %s does not serve the notifier: %s. See its log, and start the notifier again"
              .formatted(configuration.bootstrapServers(), e.getMessage()),
          e);
    } catch (RuntimeException e) {
      notifier.release();
      throw e;
    }
    notifier.status.started();
    daemon(notifier::run, "notifier").start();
    return notifier;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static KafkaConsumer<String, byte[]> consumer(NotifierConfiguration configuration) {
    Properties settings = new Properties();
    settings.putAll(configuration.kafka());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private void load() {
    Instant now = clock.instant();
    List<LedgerEntry> entries = Ledger.read(consumer, this::refuse);
    for (LedgerEntry entry : entries) {
      if (entry instanceof LedgerEntry.OfDelivery known) {
        history(known.delivery().recipient()).apply(known.delivery());
      } else if (entry instanceof LedgerEntry.OfRecipient known) {
        history(known.recipient()).since(known.since());
      } else if (entry instanceof LedgerEntry.OfSilence known) {
        watchdog.restore(known).forEach(alerts::apply);
      }
    }
    List<TopicPartition> partitions = new ArrayList<>();
    partitions.addAll(TopicReader.partitions(consumer, AlertTopics.TRANSITIONS));
    partitions.addAll(TopicReader.partitions(consumer, AlertTopics.HEARTBEATS));
    partitions.addAll(TopicReader.partitions(consumer, AlertTopics.SILENCES));
    TopicReader.readToEnd(consumer, partitions, this::take);
    writeDeadLetters();
    configuration.recipients().forEach(recipient -> addQueue(recipient, now));
    for (NotifierConfiguration.Alertmanager server : configuration.alertmanagers()) {
      mirrors.add(new AlertmanagerMirror(server, configuration, http, backoff(), redactor));
    }
    alerts.all().forEach(alert -> queues.forEach(queue -> queue.observe(alert, now)));
    LOG.info(
        "started recipients={} alertmanagers={} open={} ledger={}",
        queues.size(),
        mirrors.size(),
        alerts.open().size(),
        entries.size());
  }

  private static Backoff backoff() {
    return new Backoff(new Random());
  }

  private DeliveryHistory history(String recipient) {
    return histories.computeIfAbsent(recipient, name -> new DeliveryHistory());
  }

  private void addQueue(Recipient recipient, Instant now) {
    DeliveryHistory history = history(recipient.name());
    if (history.since() == null) {
      ledger.write(new LedgerEntry.OfRecipient(recipient.name(), now));
      history.since(now);
    }
    queues.add(
        new DeliveryQueue(
            recipient,
            new Planner(recipient, configuration, silences, WorkingCalendar.bundled()),
            history,
            Transports.to(recipient.channel(), configuration, http, clock),
            delivery -> ledger.write(new LedgerEntry.OfDelivery(delivery)),
            backoff(),
            redactor,
            status));
  }

  private void run() {
    try {
      while (!stopping) {
        step();
      }
      finishAttempts();
      release();
      end.complete(null);
    } catch (RuntimeException | Error e) { // await() must report both
      LOG.error("the notifier ends error=\"{}\"", redactor.describe(e));
      release();
      end.completeExceptionally(e);
    }
  }

  private void step() {
    group.stay();
    consumer.poll(TopicReader.POLL).forEach(this::take);
    writeDeadLetters();
    Instant now = clock.instant();
    watchdog
        .check(now)
        .ifPresent(
            silence -> {
              ledger.write(silence);
              apply(watchdog.transition(silence, now));
              LOG.warn("alert job silent since={} until={}", silence.since(), silence.until());
            });
    boolean watched = watchdog.isHealthy(now);
    for (AlertmanagerMirror mirror : mirrors) {
      mirror.step(alerts, watched, now, senders);
    }
    for (DeliveryQueue queue : queues) {
      queue.step(alerts, now, senders);
    }
    if (watched && !now.isBefore(nextPing)) {
      nextPing = now.plus(AlertmanagerMirror.RESEND);
      ping();
    }
    if (!now.isBefore(nextHousekeeping)) {
      nextHousekeeping = now.plus(HOUSEKEEPING);
      clean(now);
    }
    if (!now.isBefore(nextRenewal)) {
      nextRenewal = now.plus(RENEWAL);
      renew(now);
    }
    status.alerts(alerts.openCount(), !watched);
    status.round();
  }

  private void take(ConsumerRecord<String, byte[]> message) {
    if (message.value() == null) {
      return; // a deleted identity or silence; messages that were sent stay sent
    }
    try {
      switch (message.topic()) {
        case AlertTopics.HEARTBEATS ->
            watchdog.take(AlertHeartbeat.decode(message.value()), clock.instant());
        case AlertTopics.SILENCES -> silences.take(AlertSilence.decode(message.value()));
        default -> apply(AlertTransition.decode(message.value()));
      }
    } catch (InvalidAlertMessage e) {
      refuse(message, e);
    }
  }

  /** Lists a record that cannot be used as a dead letter, and goes on with the next one. */
  private void refuse(ConsumerRecord<String, byte[]> message, RuntimeException fault) {
    DeadLetter deadLetter = DeadLetter.of(message, redactor.describe(fault));
    status.unreadable();
    LOG.error("not understood at={} error=\"{}\"", deadLetter.key(), deadLetter.reason());
    deadLetters.add(deadLetter);
  }

  private void writeDeadLetters() {
    if (!deadLetters.isEmpty()) {
      ledger.writeDeadLetters(deadLetters);
      deadLetters.clear();
    }
  }

  private void apply(AlertTransition transition) {
    Instant now = clock.instant();
    for (Alert changed : alerts.apply(transition)) {
      queues.forEach(queue -> queue.observe(changed, now));
      mirrors.forEach(mirror -> mirror.observe(changed));
    }
  }

  private void ping() {
    URI url = configuration.watching().pingUrl();
    if (url != null) {
      HttpRequest request = HttpRequest.newBuilder(url).timeout(configuration.timeout()).build();
      senders.execute(() -> ping(request));
    }
  }

  private void ping(HttpRequest request) {
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 300) {
        LOG.warn("watchdog ping answered status={}", status);
      }
    } catch (IOException e) {
      LOG.warn("watchdog ping failed error=\"{}\"", redactor.describe(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void clean(Instant now) {
    alerts.forgetClosedBefore(
        now.minus(KEEP_CLOSED),
        episode -> queues.stream().anyMatch(queue -> queue.awaits(episode)));
    histories
        .values()
        .forEach(one -> one.forgetBefore(now.minus(DeliveryQueue.RETENTION), this::isOpen));
  }

  /** Writes entries again that are still needed, before the retention of the topic deletes them. */
  private void renew(Instant now) {
    histories.forEach(
        (recipient, history) -> {
          if (history.since() != null && history.since().isBefore(now.minus(RENEWAL))) {
            ledger.write(new LedgerEntry.OfRecipient(recipient, history.since()));
          }
          history
              .standingSince(now.minus(RENEWAL), this::isOpen)
              .forEach(delivery -> ledger.write(new LedgerEntry.OfDelivery(delivery)));
        });
  }

  private boolean isOpen(UUID episode) {
    Alert alert = alerts.of(episode);
    return alert != null && alert.isOpen();
  }

  /** Waits for the attempts that run, so that the ledger has their results. */
  private void finishAttempts() {
    senders.shutdown();
    try {
      if (senders.awaitTermination(LAST_ATTEMPTS.toSeconds(), TimeUnit.SECONDS)) {
        queues.forEach(queue -> queue.settle(clock.instant()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void release() {
    senders.shutdownNow();
    if (consumer != null) {
      consumer.close();
    }
    if (ledger != null) {
      ledger.close();
    }
    if (group != null) {
      group.close();
    }
    if (status != null) {
      status.close();
    }
  }

  /** The address of its health and metrics; null when it does not listen. */
  InetSocketAddress listensOn() {
    return status.address();
  }

  /**
   * Says whether it still runs.
   *
   * @throws IllegalStateException when it ended by itself; says why
   */
  public void check() {
    if (end.isCompletedExceptionally()) {
      await();
    }
  }

  /**
   * Waits until it is closed.
   *
   * @throws IllegalStateException when it ended by itself; says why
   */
  public void await() {
    try {
      end.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("The notifier ended: " + e.getCause().getMessage(), e);
    }
  }

  /** Ends after the attempts that run, at most 15 seconds; does not wait for messages to come. */
  @Override
  public void close() {
    stopping = true;
    end.handle((done, fault) -> null).join();
  }
}
