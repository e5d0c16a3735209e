package vn.cds.notifier.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.alert.OwnAlert;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.notifier.configuration.Recipient;
import vn.cds.notifier.configuration.Silence;
import vn.cds.notifier.transport.Delivery;

/** Decides what a recipient is told next. Knows no clock, no network and no storage. */
public final class Planner {
  /** Immediate messages that a recipient gets within {@link #BUDGET_SPAN} at most. */
  static final int BUDGET = 2;

  static final Duration BUDGET_SPAN = Duration.ofHours(12);

  /**
   * Items of one message at most, so that its entry of the ledger fits into a record of Kafka; the
   * others go into the next message.
   */
  private static final int MOST_ITEMS = 10_000;

  /** Days to look back for a digest: more than Tết and its weekends have. */
  private static final int DAYS_BACK = 20;

  private final Recipient recipient;
  private final Duration groupWait;
  private final List<LocalTime> digestTimes;
  private final Silences silences;
  private final WorkingCalendar calendar;

  public Planner(
      Recipient recipient,
      NotifierConfiguration configuration,
      Silences silences,
      WorkingCalendar calendar) {
    this.recipient = recipient;
    this.groupWait = configuration.groupWait();
    this.digestTimes =
        configuration.digestTimes().stream().sorted(Comparator.reverseOrder()).toList();
    this.silences = silences;
    this.calendar = calendar;
  }

  /**
   * What there is to tell about an alert; empty when nothing.
   *
   * <p>Of an episode that ended before its beginning was told, the end alone is told; not at all
   * when it ended under a silence, or before the recipient stood in the configuration.
   */
  Optional<PendingItem> pending(Alert alert, DeliveryHistory told, Instant now) {
    if (!recipient.isConcernedBy(alert.facts())) {
      return Optional.empty();
    }
    boolean beginningTold = told.toldBy(alert.episode(), AlertTransition.Kind.FIRED) != null;
    if (alert.isOpen()) {
      return beginningTold
          ? Optional.empty()
          : Optional.of(new PendingItem(AlertTransition.Kind.FIRED, alert, false, now));
    }
    boolean endTold = told.toldBy(alert.episode(), AlertTransition.Kind.RESOLVED) != null;
    boolean missed =
        !beginningTold
            && (alert.closedAt().isBefore(told.since())
                || silences.cover(alert.facts(), alert.closedAt()));
    return endTold || missed
        ? Optional.empty()
        : Optional.of(new PendingItem(AlertTransition.Kind.RESOLVED, alert, beginningTold, now));
  }

  /** The next message; empty when none is due. Not to be asked while one is on its way. */
  Optional<Delivery> plan(Collection<PendingItem> pending, DeliveryHistory told, Instant now) {
    if (pending.isEmpty()) {
      return Optional.empty();
    }
    return immediate(pending, told, now).or(() -> digest(pending, told, now));
  }

  private Optional<Delivery> immediate(
      Collection<PendingItem> pending, DeliveryHistory told, Instant now) {
    if (recipient.mode() == Recipient.Mode.DIGEST) {
      return Optional.empty();
    }
    Map<String, Group> groups = new LinkedHashMap<>();
    for (PendingItem one : pending) {
      if (isImmediate(one, now)) {
        groups.computeIfAbsent(one.alert().facts().province(), Group::new).add(one);
      }
    }
    int free = BUDGET - told.immediateSince(now.minus(BUDGET_SPAN));
    return groups.values().stream()
        .filter(group -> !group.noticedAt.plus(groupWait).isAfter(now))
        .filter(group -> isIntervalOver(told.lastAbout(group.province), now))
        .filter(group -> group.isWithin(free))
        .min(Comparator.comparing(group -> group.noticedAt))
        .map(group -> delivery(Delivery.Kind.IMMEDIATE, group.province, group.members, now));
  }

  private boolean isIntervalOver(Instant last, Instant now) {
    return !last.isAfter(now.minus(recipient.groupInterval()));
  }

  private boolean isImmediate(PendingItem one, Instant now) {
    if (isHeldBack(one, now)) {
      return false;
    }
    AlertTransition facts = one.alert().facts();
    if (recipient.mode() == Recipient.Mode.STREAM || OwnAlert.isOwn(facts)) {
      return true;
    }
    boolean worthIt =
        facts.severity() != Severity.NOTICE
            && (one.kind() == AlertTransition.Kind.FIRED || one.beginningTold());
    boolean wakes = recipient.wakeForCritical() && facts.severity() == Severity.CRITICAL;
    return worthIt && (wakes || !recipient.quietHours().isQuiet(now, calendar));
  }

  /** What is pending about one province. */
  private final class Group {
    private final String province;
    private final Collection<PendingItem> members = new ArrayList<>();
    private Instant noticedAt = Instant.MAX;
    private boolean begins;

    Group(String province) {
      this.province = province;
    }

    void add(PendingItem one) {
      members.add(one);
      begins |= one.kind() == AlertTransition.Kind.FIRED;
      noticedAt = noticedAt.isBefore(one.noticedAt()) ? noticedAt : one.noticedAt();
    }

    /**
     * Whether the budget allows it. A message of ends alone never takes the last place: a beginning
     * may need it.
     */
    boolean isWithin(int free) {
      return recipient.mode() == Recipient.Mode.STREAM
          || province.equals(OwnAlert.EVERYWHERE)
          || free >= (begins ? 1 : 2);
    }
  }

  private Optional<Delivery> digest(
      Collection<PendingItem> pending, DeliveryHistory told, Instant now) {
    if (recipient.mode() == Recipient.Mode.STREAM) {
      return Optional.empty();
    }
    Instant slot = lastSlot(now);
    if (!told.lastDigest().isBefore(slot)) {
      return Optional.empty();
    }
    List<PendingItem> tellable = pending.stream().filter(one -> !isHeldBack(one, now)).toList();
    boolean due = tellable.stream().anyMatch(one -> waitsSince(one, told, now).isBefore(slot));
    return due
        ? Optional.of(delivery(Delivery.Kind.DIGEST, null, tellable, now))
        : Optional.empty();
  }

  /** The latest time of a digest until now; {@link Instant#MIN} when there is none. */
  private Instant lastSlot(Instant now) {
    LocalDate today = VietnamTime.localDay(now);
    for (int back = 0; back <= DAYS_BACK; back++) {
      LocalDate day = today.minusDays(back);
      if (recipient.quietHours().hasDigest(day, calendar)) {
        for (LocalTime time : digestTimes) {
          Instant slot = day.atTime(time).atZone(VietnamTime.ZONE).toInstant();
          if (!slot.isAfter(now)) {
            return slot;
          }
        }
      }
    }
    return Instant.MIN;
  }

  /**
   * Since when it could have been told: after the recipient was configured, and after the silences
   * that cover it.
   */
  private Instant waitsSince(PendingItem one, DeliveryHistory told, Instant now) {
    Instant since = one.alert().changedAt();
    if (told.since().isAfter(since)) {
      since = told.since();
    }
    for (Silence silence : silences.covering(one.alert().facts())) {
      if (silence.until().isAfter(since) && !silence.until().isAfter(now)) {
        since = silence.until();
      }
    }
    return since;
  }

  /** A silence holds beginnings back; the end of what was told is told all the same. */
  private boolean isHeldBack(PendingItem one, Instant now) {
    return !one.beginningTold() && silences.cover(one.alert().facts(), now);
  }

  private Delivery delivery(
      Delivery.Kind kind, String province, Collection<PendingItem> told, Instant now) {
    List<Delivery.Item> items = told.stream().map(PendingItem::item).limit(MOST_ITEMS).toList();
    return Delivery.planned(recipient.name(), kind, province, now, items);
  }
}
