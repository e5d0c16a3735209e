package vn.cds.notifier.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.alert.KnownAlerts;
import vn.cds.notifier.configuration.Recipient;
import vn.cds.notifier.transport.Delivery;
import vn.cds.notifier.transport.DeliveryFailed;
import vn.cds.notifier.transport.OutgoingMessage;
import vn.cds.notifier.transport.Transport;

/**
 * Delivers messages to one recipient, one after the other. The next message is planned when the
 * previous one was taken: so the order is kept, and what changes meanwhile goes into one message.
 * Only the attempts to send run in other threads.
 */
public final class DeliveryQueue {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);

  /** Retention of the ledger. A message that was not taken within it is abandoned. */
  public static final Duration RETENTION = Duration.ofDays(90);

  private final Recipient recipient;
  private final Planner planner;
  private final DeliveryHistory history;
  private final Transport transport;
  private final Consumer<Delivery> ledger;
  private final Backoff backoff;
  private final Redactor redactor;
  private final StatusServer status;
  private final Map<UUID, PendingItem> pending = new LinkedHashMap<>();
  private Instant nextAttempt = Instant.MIN;
  private CompletableFuture<Void> attempt;

  /**
   * Makes a queue that continues with the delivery that was not taken yet.
   *
   * @param ledger returns when it has the delivery
   */
  public DeliveryQueue(
      Recipient recipient,
      Planner planner,
      DeliveryHistory history,
      Transport transport,
      Consumer<Delivery> ledger,
      Backoff backoff,
      Redactor redactor,
      StatusServer status) {
    this.recipient = recipient;
    this.planner = planner;
    this.history = history;
    this.transport = transport;
    this.ledger = ledger;
    this.backoff = backoff;
    this.redactor = redactor;
    this.status = status;
    status.recipient(recipient.name());
  }

  /** Notes what is to be told about an alert that has changed. */
  public void observe(Alert alert, Instant now) {
    PendingItem before = pending.get(alert.episode());
    planner
        .pending(alert, history, now)
        .ifPresentOrElse(
            next -> {
              if (before == null || before.kind() != next.kind()) {
                pending.put(alert.episode(), next);
              }
            },
            () -> pending.remove(alert.episode()));
  }

  public boolean awaits(UUID episode) {
    Delivery delivery = history.onItsWay();
    return pending.containsKey(episode)
        || (delivery != null
            && delivery.items().stream().anyMatch(item -> item.episode().equals(episode)));
  }

  /**
   * Records the result of an attempt that has ended, plans the next message, and sends it when it
   * is due.
   */
  public void step(KnownAlerts alerts, Instant now, ExecutorService senders) {
    if (attempt != null) {
      if (!attempt.isDone()) {
        return;
      }
      settle(now);
    }
    if (history.onItsWay() == null) {
      planner.plan(pending.values(), history, now).ifPresent(this::begin);
    }
    Delivery delivery = history.onItsWay();
    status.queue(
        recipient.name(), pending.size(), delivery == null ? null : delivery.plannedAt(), now);
    if (delivery != null && !now.isBefore(nextAttempt)) {
      OutgoingMessage message = message(delivery, alerts, now);
      attempt = CompletableFuture.runAsync(() -> send(message), senders);
    }
  }

  private void begin(Delivery delivery) {
    record(delivery);
    delivery.items().forEach(item -> pending.remove(item.episode()));
    nextAttempt = Instant.MIN;
  }

  private void send(OutgoingMessage message) {
    try {
      transport.send(message);
    } catch (DeliveryFailed e) {
      throw new CompletionException(e);
    }
  }

  /** Records the result of the attempt, which must have ended. */
  public void settle(Instant now) {
    if (attempt == null) {
      return;
    }
    Delivery delivery = history.onItsWay();
    try {
      attempt.get();
      record(delivery.delivered(now));
      status.delivered(recipient.name(), Duration.between(delivery.plannedAt(), now));
      LOG.info(
          "delivered id={} recipient={} kind={} items={} attempts={} millis={}",
          delivery.id(),
          recipient.name(),
          delivery.kind().word(),
          delivery.items().size(),
          delivery.attempts() + 1,
          Duration.between(delivery.plannedAt(), now).toMillis());
    } catch (ExecutionException e) {
      failed(delivery, e.getCause(), now);
    } catch (InterruptedException e) {
      throw new IllegalStateException("an attempt that has ended cannot be waited for", e);
    } finally {
      attempt = null;
    }
  }

  private void failed(Delivery delivery, Throwable fault, Instant now) {
    Duration asked = fault instanceof DeliveryFailed failed ? failed.retryAfter() : Duration.ZERO;
    Delivery retrying = delivery.failed(redactor.describe(fault));
    Duration wait = backoff.after(retrying.attempts());
    nextAttempt = now.plus(wait.compareTo(asked) > 0 ? wait : asked);
    if (delivery.plannedAt().isBefore(now.minus(RETENTION))) {
      record(retrying.abandoned(now));
      status.abandoned(recipient.name());
      LOG.error(
          "abandoned id={} recipient={} after={} error=\"{}\"",
          delivery.id(),
          recipient.name(),
          RETENTION,
          retrying.lastError());
      return;
    }
    record(retrying);
    status.failed(recipient.name());
    LOG.warn(
        "not delivered id={} recipient={} attempts={} next={} error=\"{}\"",
        delivery.id(),
        recipient.name(),
        retrying.attempts(),
        nextAttempt,
        retrying.lastError());
  }

  private void record(Delivery delivery) {
    ledger.accept(delivery);
    history.apply(delivery);
  }

  private OutgoingMessage message(Delivery delivery, KnownAlerts alerts, Instant now) {
    List<OutgoingMessage.Entry> entries = new ArrayList<>();
    for (Delivery.Item item : delivery.items()) {
      Alert alert = alerts.of(item.episode());
      if (alert != null) {
        boolean ends = item.kind() == AlertTransition.Kind.RESOLVED;
        entries.add(
            new OutgoingMessage.Entry(
                item.kind(),
                alert,
                ends ? history.toldBy(item.episode(), AlertTransition.Kind.FIRED) : null));
      }
    }
    int open =
        (int)
            alerts.open().stream().filter(alert -> recipient.isConcernedBy(alert.facts())).count();
    return new OutgoingMessage(
        delivery, recipient, entries, delivery.items().size() - entries.size(), open, now);
  }
}
