package vn.cds.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.notifier.TestAlerts.MONDAY;
import static vn.cds.notifier.TestAlerts.fired;
import static vn.cds.notifier.TestAlerts.resolved;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.notifier.TestAlerts;
import vn.cds.notifier.alert.Alert;
import vn.cds.notifier.alert.KnownAlerts;
import vn.cds.notifier.configuration.DeliveryChannel;
import vn.cds.notifier.configuration.QuietHours;
import vn.cds.notifier.configuration.Recipient;
import vn.cds.notifier.configuration.Silence;
import vn.cds.notifier.transport.Delivery;

/** What is told when, without network and storage. */
class PlannerTest {
  private static final DeliveryChannel NOWHERE = new DeliveryChannel.Mail("nobody@example.vn");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Instant now = MONDAY;

  /** A recipient whose receiver takes everything at once. */
  private final class Desk {
    private final Planner planner;
    private final DeliveryHistory told = new DeliveryHistory();
    private final KnownAlerts alerts = new KnownAlerts();
    private final Map<UUID, PendingItem> pending = new LinkedHashMap<>();
    private final List<Delivery> sent = new ArrayList<>();

    Desk(Recipient recipient, Silence... silences) {
      planner =
          new Planner(
              recipient,
              TestAlerts.configuration("nowhere:1", recipient),
              new Silences(List.of(silences)),
              WorkingCalendar.bundled());
      told.since(now);
    }

    void take(AlertTransition... transitions) {
      for (AlertTransition transition : transitions) {
        for (Alert alert : alerts.apply(transition)) {
          planner
              .pending(alert, told, now)
              .ifPresentOrElse(
                  one -> pending.put(alert.episode(), one), () -> pending.remove(alert.episode()));
        }
      }
    }

    /** Lets time pass, minute by minute. */
    void pass(Duration time) {
      for (Instant end = now.plus(time); now.isBefore(end); ) {
        now = now.plus(MINUTE);
        step();
      }
    }

    void step() {
      planner
          .plan(pending.values(), told, now)
          .ifPresent(
              delivery -> {
                told.apply(delivery);
                told.apply(delivery.delivered(now));
                sent.add(delivery);
                delivery.items().forEach(item -> pending.remove(item.episode()));
              });
    }

    List<String> log() {
      return sent.stream()
          .map(
              delivery ->
                  delivery.kind().word()
                      + ' '
                      + LocalTime.ofInstant(delivery.plannedAt(), VietnamTime.ZONE)
                      + ' '
                      + delivery.items().size())
          .toList();
    }
  }

  private Desk desk(Recipient.Mode mode) {
    return new Desk(TestAlerts.recipient("desk", mode, NOWHERE));
  }

  @Test
  void groupsWhatComesTogetherAndWaitsForTheInterval() {
    Desk desk = desk(Recipient.Mode.STREAM);
    desk.take(
        fired("38", "14758", Severity.WARNING, now), fired("38", "14761", Severity.NOTICE, now));
    desk.step();
    assertThat(desk.sent).as("the group waits").isEmpty();
    desk.pass(MINUTE);
    desk.take(fired("38", "14764", Severity.WARNING, now));
    desk.take(fired("01", "00004", Severity.WARNING, now));
    desk.pass(Duration.ofMinutes(10));
    assertThat(desk.log())
        .containsExactly("immediate 10:01 2", "immediate 10:02 1", "immediate 10:06 1");
  }

  @Test
  void tellsTwoMessagesInTwelveHoursAndTheRestInDigests() {
    Desk desk = desk(Recipient.Mode.IMMEDIATE);
    desk.take(fired("38", "14758", Severity.CRITICAL, now));
    desk.pass(Duration.ofMinutes(10));
    desk.take(fired("38", "14761", Severity.WARNING, now));
    desk.take(fired("38", "14767", Severity.NOTICE, now));
    desk.pass(Duration.ofMinutes(10));
    desk.take(fired("38", "14764", Severity.CRITICAL, now));
    desk.pass(Duration.ofHours(24));
    assertThat(desk.log())
        .containsExactly("immediate 10:01 1", "immediate 10:11 1", "digest 16:30 2");
  }

  @Test
  void anEndDoesNotTakeTheLastPlaceOfTheBudget() {
    Desk desk = desk(Recipient.Mode.IMMEDIATE);
    AlertTransition first = fired("38", "14758", Severity.WARNING, now);
    desk.take(first);
    desk.pass(Duration.ofMinutes(10));
    desk.take(resolved(first, now));
    desk.pass(Duration.ofMinutes(10));
    assertThat(desk.log()).containsExactly("immediate 10:01 1");
    desk.take(fired("38", "14761", Severity.WARNING, now));
    desk.pass(Duration.ofMinutes(10));
    assertThat(desk.log()).containsExactly("immediate 10:01 1", "immediate 10:21 2");
  }

  @Test
  void keepsQuietOutsideWorkingHoursUnlessItIsCritical() {
    Recipient recipient =
        TestAlerts.recipient(
            "desk", Recipient.Mode.IMMEDIATE, NOWHERE, new QuietHours.OutsideWorkingHours(), true);
    now = Instant.parse("2026-10-02T12:00:00Z"); // Friday, 19:00
    Desk desk = new Desk(recipient);
    desk.take(fired("38", "14758", Severity.WARNING, now));
    desk.take(fired("01", "00004", Severity.CRITICAL, now));
    desk.pass(Duration.ofDays(4));
    assertThat(desk.sent.get(0).province()).isEqualTo("01");
    assertThat(desk.sent.get(0).plannedAt()).isEqualTo(Instant.parse("2026-10-02T12:01:00Z"));
    assertThat(desk.sent.get(1).plannedAt())
        .as("Monday, 07:30; no digest at the weekend")
        .isEqualTo(Instant.parse("2026-10-05T00:30:00Z"));
    assertThat(desk.sent).hasSize(2);
  }

  @Test
  void whatEndsBeforeItIsToldIsToldOnceInTheDigest() {
    Desk desk = desk(Recipient.Mode.IMMEDIATE);
    AlertTransition flap = fired("38", "14758", Severity.WARNING, now);
    desk.take(flap, resolved(flap, now));
    desk.pass(Duration.ofDays(2));
    assertThat(desk.log()).containsExactly("digest 16:30 1");
    assertThat(desk.sent.get(0).items().get(0).kind()).isEqualTo(AlertTransition.Kind.RESOLVED);
  }

  @Test
  void aSilenceHoldsBackWhatBeginsAndTellsWhatIsStillOpenAtItsEnd() {
    Silence silence =
        new Silence("a", "moves", now, now.plus(Duration.ofHours(2)), TestAlerts.RULE, "38", null);
    Desk desk = new Desk(TestAlerts.recipient("desk", Recipient.Mode.IMMEDIATE, NOWHERE), silence);
    AlertTransition over = fired("38", "14758", Severity.WARNING, now);
    desk.take(over, fired("38", "14761", Severity.WARNING, now));
    desk.take(fired("38", "14764", Severity.NOTICE, now));
    desk.take(fired("payment-failures", "38", "14758", Severity.CRITICAL, now));
    desk.pass(Duration.ofHours(1));
    desk.take(resolved(over, now));
    assertThat(desk.log()).containsExactly("immediate 10:01 1");
    desk.pass(Duration.ofHours(23));
    assertThat(desk.log())
        .as("the other warning at the end of the silence; the notice in the digest; not what ended")
        .containsExactly("immediate 10:01 1", "immediate 12:00 1", "digest 16:30 1");
  }

  @Test
  void aSilenceThatIsYetToComeHoldsNothingBack() {
    Silence silence =
        new Silence(
            "a",
            "moves",
            now.plus(Duration.ofHours(1)),
            now.plus(Duration.ofHours(2)),
            null,
            "38",
            null);
    Desk desk = new Desk(TestAlerts.recipient("desk", Recipient.Mode.IMMEDIATE, NOWHERE), silence);
    desk.take(fired("38", "14758", Severity.WARNING, now));
    desk.pass(Duration.ofMinutes(90));
    desk.take(fired("38", "14761", Severity.WARNING, now));
    desk.pass(Duration.ofHours(1));
    assertThat(desk.log()).containsExactly("immediate 10:01 1", "immediate 12:00 1");
  }

  @Test
  void aNewRecipientIsToldWhatIsOpenAndNotWhatWas() {
    Desk desk = desk(Recipient.Mode.DIGEST);
    Instant before = now.minus(Duration.ofDays(9));
    AlertTransition over = fired("38", "14758", Severity.WARNING, before);
    desk.take(over, resolved(over, before.plus(Duration.ofHours(1))));
    desk.take(fired("38", "14761", Severity.WARNING, before));
    desk.pass(Duration.ofDays(1));
    assertThat(desk.log()).containsExactly("digest 16:30 1");
  }

  @Test
  void anEpisodeThatHasASuccessorIsOver() {
    Desk desk = desk(Recipient.Mode.STREAM);
    desk.take(fired("38", "14758", Severity.WARNING, now));
    desk.pass(Duration.ofMinutes(6));
    AlertTransition second = fired("38", "14758", Severity.WARNING, now);
    desk.take(second, second, fired("38", "14758", Severity.WARNING, MONDAY));
    desk.pass(Duration.ofMinutes(6));
    assertThat(desk.log()).containsExactly("immediate 10:01 1", "immediate 10:07 2");
    assertThat(desk.alerts.open()).extracting(Alert::episode).containsExactly(second.episode());
  }

  /** Every official gets at most two immediate messages in 12 hours; everything is told once. */
  @Test
  void keepsTheBudgetForAMonthAndLosesNothing() {
    long seed = 20_261_005;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Desk desk = desk(Recipient.Mode.IMMEDIATE);
    Map<String, AlertTransition> open = new TreeMap<>();
    Map<UUID, Integer> ends = new HashMap<>();
    int begun = 0;
    for (Instant end = now.plus(Duration.ofDays(28)); now.isBefore(end); ) {
      if (random.nextInt(20) == 0) {
        String unit = "%05d".formatted(14_000 + random.nextInt(166));
        AlertTransition before = open.remove(unit);
        if (before == null) {
          Severity severity = Severity.values()[random.nextInt(3)];
          AlertTransition next = fired(random.nextBoolean() ? "38" : "01", unit, severity, now);
          open.put(unit, next);
          desk.take(next);
          begun++;
        } else {
          desk.take(resolved(before, now));
          ends.put(before.episode(), 0);
        }
      }
      desk.pass(MINUTE);
    }
    desk.pass(Duration.ofDays(1));

    List<Instant> immediate =
        desk.sent.stream()
            .filter(delivery -> delivery.kind() == Delivery.Kind.IMMEDIATE)
            .map(Delivery::plannedAt)
            .toList();
    assertThat(immediate).hasSizeGreaterThan(50);
    for (int i = 2; i < immediate.size(); i++) {
      assertThat(Duration.between(immediate.get(i - 2), immediate.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofHours(12));
    }
    List<Delivery.Item> items =
        desk.sent.stream().flatMap(delivery -> delivery.items().stream()).toList();
    assertThat(items).doesNotHaveDuplicates();
    assertThat(items)
        .filteredOn(item -> item.kind() == AlertTransition.Kind.RESOLVED)
        .extracting(Delivery.Item::episode)
        .containsExactlyInAnyOrderElementsOf(ends.keySet());
    assertThat(items).extracting(Delivery.Item::episode).hasSizeGreaterThan(begun);
    assertThat(items.stream().map(Delivery.Item::episode).distinct()).hasSize(begun);
    assertThat(desk.sent)
        .filteredOn(delivery -> delivery.kind() == Delivery.Kind.DIGEST)
        .as("two digests a day at most")
        .hasSizeLessThanOrEqualTo(2 * 29 + 1);
  }
}
