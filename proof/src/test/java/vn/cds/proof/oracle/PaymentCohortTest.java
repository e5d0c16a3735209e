package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.proof.oracle.Example.version;
import static vn.cds.proof.oracle.Sample.payment;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PaymentCohortTest {

  private static Map<String, Long> by(
      long payments, long succeeded, long failed, long amount, long cash, long cashAmount) {
    return Map.of(
        "payments", payments,
        "succeeded", succeeded,
        "failed", failed,
        "amount_vnd", amount,
        "cash", cash,
        "cash_vnd", cashAmount);
  }

  /** P1 succeeds by QR, P2 in cash, P3 fails, P4 has only begun. */
  @Test
  void aDayOfPayments() {
    Example example =
        Example.of(
            payment("started", "2026-10-05T08:00:00"),
            payment("succeeded", "2026-10-05T08:00:30"),
            payment("succeeded", "2026-10-05T08:10:00")
                .with("payment_id", "P2")
                .with("method", "cash")
                .with("category", "tax")
                .with("amount_vnd", 7),
            payment("failed", "2026-10-05T08:10:00").with("payment_id", "P3"),
            payment("started", "2026-10-05T08:10:00").with("payment_id", "P4"));

    assertThat(example.only("payment_cohort"))
        .isEqualTo(
            Map.of(
                "version",
                version(5, 0),
                "events",
                5L,
                "payments",
                4L,
                "pending",
                1L,
                "succeeded",
                2L,
                "failed",
                1L,
                "amount_vnd",
                50_007L,
                "cash",
                1L,
                "cash_vnd",
                7L,
                "by",
                Map.of(
                    "category:fee", by(3, 1, 1, 50_000, 0, 0),
                    "category:tax", by(1, 1, 0, 7, 1, 7),
                    "method:qr", by(3, 1, 1, 50_000, 0, 0),
                    "method:cash", by(1, 1, 0, 7, 1, 7))));
  }

  @Test
  void reversedTheNextDayLeavesTheDayItBegan() {
    Example example =
        Example.of(
            payment("succeeded", "2026-10-05T08:00:30"),
            payment("reversed", "2026-10-06T10:00:00"));

    assertThat(example.only("payment_cohort"))
        .isEqualTo(
            Map.of(
                "version",
                version(2, 0),
                "events",
                2L,
                "payments",
                1L,
                "reversed",
                1L,
                "by",
                Map.of("category:fee", by(1, 0, 0, 0, 0, 0), "method:qr", by(1, 0, 0, 0, 0, 0))));
  }

  /** At one moment the greater code is last; the amount is the one said last. */
  @Test
  void theLastTransitionIsTheStatus() {
    Example example =
        Example.of(
            payment("mismatched", "2026-10-05T09:00:00"),
            payment("succeeded", "2026-10-05T09:00:00").with("amount_vnd", 60_000),
            payment("succeeded", "2026-10-05T09:00:01").with("amount_vnd", 40_000),
            payment("started", "2026-10-05T08:00:00").with("amount_vnd", 90_000));

    assertThat(example.only("payment_cohort"))
        .containsEntry("succeeded", 1L)
        .containsEntry("amount_vnd", 40_000L)
        .doesNotContainKeys("pending", "mismatched");
  }

  @Test
  void theSamePaymentIdInTwoCommunesIsTwoPayments() {
    Example example =
        Example.of(
            payment("started", "2026-10-05T08:00:00"),
            payment("succeeded", "2026-10-05T08:00:30").with("commune_code", "14797"));

    assertThat(example.row("payment_cohort", "14758|2026-10-05")).containsEntry("pending", 1L);
    assertThat(example.row("payment_cohort", "14797|2026-10-05")).containsEntry("succeeded", 1L);
  }

  @Test
  void payers() {
    String payer = "00000000-0000-0000-0000-00000000000a";
    Example example =
        Example.of(
            payment("started", "2026-10-06T08:00:00"),
            payment("succeeded", "2026-10-06T08:00:30")
                .at("started_at", "2026-10-06T07:00:00")
                .with("payer_id", payer),
            payment("succeeded", "2026-10-06T08:00:30").with("payment_id", "P2"));

    assertThat(example.rows("payer"))
        .containsOnlyKeys("14758|2026-10-05|P1", "14758|2026-10-06|P1");
    assertThat(example.row("payer", "14758|2026-10-06|P1"))
        .isEqualTo(
            Map.of(
                "version",
                version(2, 0),
                "category",
                "fee",
                "method",
                "qr",
                "succeeded",
                1L,
                "payer_id",
                payer));
    assertThat(example.row("payer", "14758|2026-10-05|P1"))
        .containsEntry("deleted", 1L)
        .containsEntry("version", version(2, 0));
  }
}
