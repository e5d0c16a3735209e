package vn.cds.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.cds.notifier.TestAlerts.MONDAY;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.cds.contract.alerts.AlertTransition.Kind;
import vn.cds.notifier.ledger.LedgerEntry;
import vn.cds.notifier.transport.Delivery;

/** What the ledger remembers. */
class DeliveryHistoryTest {
  private static final UUID EPISODE = new UUID(1, 2);
  private static final UUID OTHER = new UUID(1, 3);

  private static Delivery delivery(UUID... episodes) {
    return Delivery.planned(
        "leader",
        Delivery.Kind.IMMEDIATE,
        "38",
        MONDAY,
        List.of(episodes).stream().map(e -> new Delivery.Item(e, Kind.FIRED)).toList());
  }

  @Test
  void entriesAreReadAsTheyWereWritten() {
    Delivery planned = delivery(EPISODE, OTHER);
    List<LedgerEntry> entries =
        List.of(
            new LedgerEntry.OfDelivery(planned),
            new LedgerEntry.OfDelivery(planned.failed("answer 500")),
            new LedgerEntry.OfDelivery(planned.failed("answer 500").delivered(MONDAY)),
            new LedgerEntry.OfRecipient("leader", MONDAY),
            new LedgerEntry.OfSilence(MONDAY, null),
            new LedgerEntry.OfSilence(MONDAY, MONDAY.plusSeconds(1)));
    for (LedgerEntry entry : entries) {
      assertThat(LedgerEntry.decode(entry.encode())).isEqualTo(entry);
    }
    assertThatThrownBy(
            () -> LedgerEntry.decode("{\"schema_version\":2}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Use the release that wrote it");
  }

  @Test
  void theIdDependsOnWhatIsToldAlone() {
    assertThat(delivery(EPISODE, OTHER).id()).isEqualTo(delivery(OTHER, EPISODE).id());
    assertThat(delivery(EPISODE).id()).isNotEqualTo(delivery(OTHER).id());
  }

  @Test
  void remembersWhatIsOpenLongerThanTheRest() {
    DeliveryHistory told = new DeliveryHistory();
    for (UUID episode : List.of(EPISODE, OTHER)) {
      told.apply(delivery(episode));
      assertThat(told.onItsWay().id()).isEqualTo(delivery(episode).id());
      told.apply(delivery(episode).delivered(MONDAY));
      assertThat(told.onItsWay()).isNull();
    }
    assertThat(told.immediateSince(MONDAY.minusSeconds(1))).isEqualTo(2);
    assertThat(told.standingSince(MONDAY.plusSeconds(1), EPISODE::equals))
        .extracting(Delivery::id)
        .containsExactly(delivery(EPISODE).id());
    told.forgetBefore(MONDAY.plusSeconds(1), EPISODE::equals);
    assertThat(told.toldBy(EPISODE, Kind.FIRED)).isEqualTo(delivery(EPISODE).id());
    assertThat(told.toldBy(OTHER, Kind.FIRED)).isNull();
  }

  @Test
  void theBackoffGrowsToFiveMinutesAndSpreads() {
    Backoff backoff = new Backoff(new Random(1));
    for (int attempts = 1; attempts < 100; attempts++) {
      long most = Math.min(1000L << Math.min(attempts - 1, 20), 300_000);
      assertThat(backoff.after(attempts)).isBetween(Duration.ZERO, Duration.ofMillis(most));
    }
    assertThat(backoff.after(50)).isNotEqualTo(backoff.after(50));
  }
}
