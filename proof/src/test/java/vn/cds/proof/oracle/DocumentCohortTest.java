package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.proof.oracle.Example.version;
import static vn.cds.proof.oracle.Sample.document;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentCohortTest {
  private static final String DAY = "14758|2026-10-05";

  @Test
  void oneOutgoingDocument() {
    Example example =
        Example.of(
            document("arrived", "2026-10-05T09:00:00")
                .with("signed_personally", true)
                .with("medium", "electronic"),
            document("received", "2026-10-05T09:00:30").at("due_at", "2026-10-06T09:00:00"),
            document("received", "2026-10-05T09:05:00"),
            document("done", "2026-10-06T09:00:00"),
            document("done", "2026-10-07T09:00:00"));

    assertThat(example.only("document_cohort"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("version", version(5, 0)),
                Map.entry("events", 5L),
                Map.entry("documents", 1L),
                Map.entry("non_secret", 1L),
                Map.entry("electronic", 1L),
                Map.entry("outgoing", 1L),
                Map.entry("signed_personally", 1L),
                Map.entry("with_due", 1L),
                Map.entry("done_by_due", 1L),
                Map.entry("receipt_measured", 1L),
                Map.entry("receipt_delay_ms", 30_000L)));
  }

  @Test
  void aSecretDocumentIsInNoOtherFigure() {
    Example example =
        Example.of(
            document("arrived", "2026-10-05T09:00:00").with("signed_personally", true),
            document("refused", "2026-10-05T09:00:30").with("secret", true));

    assertThat(example.only("document_cohort"))
        .isEqualTo(Map.of("version", version(2, 0), "events", 2L, "documents", 1L, "secret", 1L));
  }

  /** Signatures are asked of outgoing ones; direction is part of the key, so these are two. */
  @Test
  void anIncomingDocument() {
    Example example =
        Example.of(
            document("recalled", "2026-10-05T09:00:00")
                .with("direction", "incoming")
                .with("signed_personally", true),
            document("arrived", "2026-10-05T09:00:00").with("signed_by_organisation", true));

    assertThat(example.only("document_cohort"))
        .isEqualTo(
            Map.of(
                "version",
                version(2, 0),
                "events",
                2L,
                "documents",
                2L,
                "non_secret",
                2L,
                "incoming",
                1L,
                "outgoing",
                1L,
                "recalled",
                1L,
                "signed_by_organisation",
                1L));
  }

  @Test
  void receivedBeforeArrivedIsNoDelayAndDoneLateIsNotByDue() {
    Example example =
        Example.of(
            document("received", "2026-10-05T09:00:00"),
            document("arrived", "2026-10-05T09:01:00"),
            document("done", "2026-10-05T10:00:00").at("due_at", "2026-10-05T09:59:59"));

    assertThat(example.only("document_cohort"))
        .containsEntry("receipt_measured", 1L)
        .containsEntry("with_due", 1L)
        .doesNotContainKeys("receipt_delay_ms", "done_by_due");
  }

  /** A later fact wins however late the earlier one arrives; at one moment, the greater does. */
  @Test
  void factsThatStand() {
    Example example =
        Example.of(
            document("done", "2026-10-05T11:00:00").with("secret", false),
            document("arrived", "2026-10-05T09:00:00").with("secret", true),
            document("assigned", "2026-10-05T12:00:00"),
            document("received", "2026-10-05T09:00:00").with("medium", "electronic"),
            document("in_progress", "2026-10-05T09:00:00").with("medium", "paper"));

    assertThat(example.only("document_cohort"))
        .containsEntry("non_secret", 1L)
        .doesNotContainKeys("secret", "electronic");
  }

  /** It named the 5th and the 6th; the later event says the 6th. */
  @Test
  void aCorrectedStartMovesItToAnotherDay() {
    Example example =
        Example.of(
            document("arrived", "2026-10-06T09:00:00"),
            document("received", "2026-10-06T10:00:00").at("sent_at", "2026-10-06T08:00:00"),
            document("done", "2026-10-06T09:30:00"));

    assertThat(example.row("document_cohort", DAY))
        .isEqualTo(Map.of("version", version(3, 0), "events", 3L));
    assertThat(example.row("document_cohort", "14758|2026-10-06"))
        .containsEntry("version", version(3, 0))
        .containsEntry("documents", 1L);
  }
}
