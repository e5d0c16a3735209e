package vn.cds.notifier.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.notifier.transport.Delivery;

/** What was sent to a recipient, as the ledger has it. */
public final class DeliveryHistory {
  private final Map<UUID, Delivery> deliveries = new HashMap<>();
  private final Map<Delivery.Item, UUID> told = new HashMap<>();
  private final Deque<Instant> immediate = new ArrayDeque<>();
  private final Map<String, Instant> lastAboutProvince = new HashMap<>();
  private Instant since;
  private Instant lastDigest = Instant.MIN;
  private Delivery onItsWay;

  /** Applies an entry of the ledger: a new delivery or a later state of a known one. */
  public void apply(Delivery delivery) {
    Delivery before = deliveries.put(delivery.id(), delivery);
    for (Delivery.Item item : delivery.items()) {
      told.put(item, delivery.id());
    }
    if (delivery.isOnItsWay()) {
      onItsWay = delivery;
    } else if (onItsWay != null && onItsWay.id().equals(delivery.id())) {
      onItsWay = null;
    }
    if (delivery.kind() == Delivery.Kind.DIGEST) {
      lastDigest = later(lastDigest, delivery.plannedAt());
    } else if (!delivery.isOnItsWay() && (before == null || before.isOnItsWay())) {
      immediate.add(delivery.acknowledgedAt());
      lastAboutProvince.merge(
          delivery.province(), delivery.acknowledgedAt(), DeliveryHistory::later);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Since when the recipient is configured; null until it was noted. */
  public Instant since() {
    return since;
  }

  public void since(Instant moment) {
    since = moment;
  }

  /**
   * The delivery that the receiver has not taken yet; null when there is none. There is one at
   * most.
   */
  Delivery onItsWay() {
    return onItsWay;
  }

  /** The delivery that has, or will have, told it; null when there is none. */
  UUID toldBy(UUID episode, AlertTransition.Kind kind) {
    return told.get(new Delivery.Item(episode, kind));
  }

  /** When the last digest was put together; {@link Instant#MIN} before the first. */
  Instant lastDigest() {
    return lastDigest;
  }

  /** How many immediate messages were taken since a moment; earlier ones are forgotten. */
  int immediateSince(Instant moment) {
    immediate.removeIf(at -> !at.isAfter(moment));
    return immediate.size();
  }

  /** When the last immediate message about a province was taken; {@link Instant#MIN} if never. */
  Instant lastAbout(String province) {
    return lastAboutProvince.getOrDefault(province, Instant.MIN);
  }

  /** The deliveries that were taken before a moment and tell of an episode that is open. */
  public List<Delivery> standingSince(Instant moment, Predicate<UUID> open) {
    return deliveries.values().stream()
        .filter(delivery -> isOver(delivery, moment) && tellsOf(delivery, open))
        .toList();
  }

  /** Forgets the deliveries that were taken before a moment and tell of no open episode. */
  public void forgetBefore(Instant moment, Predicate<UUID> open) {
    deliveries
        .values()
        .removeIf(
            delivery -> {
              boolean forgotten = isOver(delivery, moment) && !tellsOf(delivery, open);
              if (forgotten) {
                delivery.items().forEach(told::remove);
              }
              return forgotten;
            });
  }

  private static boolean isOver(Delivery delivery, Instant moment) {
    return !delivery.isOnItsWay() && delivery.acknowledgedAt().isBefore(moment);
  }

  private static boolean tellsOf(Delivery delivery, Predicate<UUID> open) {
    return delivery.items().stream().anyMatch(item -> open.test(item.episode()));
  }
}
