package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.proof.oracle.Example.version;
import static vn.cds.proof.oracle.Sample.document;
import static vn.cds.proof.oracle.Sample.instant;
import static vn.cds.proof.oracle.Sample.payment;
import static vn.cds.proof.oracle.Sample.request;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stays and what goes when an event is taken back; dossiers as in {@link DossierTest}. */
class RetractionTest {
  private static final String CODE = "H56.12.5-261005-0001";
  private static final String ON_THE_5TH = "14758|2026-10-05";
  private static final String ON_THE_4TH = "14758|2026-10-04";
  private static final String PAYER = "00000000-0000-0000-0000-00000000000a";

  private static Conservation books(Example example, String topic) {
    return example.expected().conservation().get(topic);
  }

  /** It stays counted in the books and in the row; the figures are without it. */
  @Test
  void inItsWindows() {
    Sample done = document("done", "2026-10-05T09:00:30");
    Example example =
        Example.of(document("arrived", "2026-10-05T09:00:00"), done, done.retracted());

    assertThat(books(example, "cds.documents")).isEqualTo(new Conservation(2, 0, 0, 0, 1));
    Map<String, Object> figures =
        Map.of(
            "version", version(3, 0),
            "counted", 2L,
            "retractions", 1L,
            "retracted", 1L,
            "arrived", 1L);
    assertThat(example.only("document_minute")).isEqualTo(figures);
    assertThat(example.only("document_hour"))
        .containsEntry("version", version(3, 2))
        .containsEntry("counted", 2L)
        .containsEntry("retracted", 1L)
        .doesNotContainKeys("done", "missed");
    assertThat(example.only("document_day")).isEqualTo(figures);
  }

  /** Before its event, between two copies of it, after it: the rows are the same. */
  @Test
  void inAnyOrderAndAnyNumberOfTimes() {
    Sample event = document("done", "2026-10-05T09:00:00").appended("2026-10-05T10:00:00");
    Sample back = event.retracted();
    Example first = Example.of(back, back, event, event);

    assertThat(books(first, "cds.documents")).isEqualTo(new Conservation(1, 2, 0, 0, 1));
    assertThat(first.only("document_day"))
        .isEqualTo(
            Map.of(
                "version",
                version(2, 2),
                "counted",
                1L,
                "duplicates",
                2L,
                "retractions",
                1L,
                "retracted",
                1L));
    for (Example other :
        new Example[] {
          Example.of(event, event, back, back),
          Example.of(event, back, event, back),
          Example.of(back, event, back, event)
        }) {
      assertThat(books(other, "cds.documents")).isEqualTo(books(first, "cds.documents"));
      for (TableShape shape : TableShape.ALL) {
        assertThat(other.rows(shape.table()))
            .as(shape.table())
            .isEqualTo(first.rows(shape.table()));
      }
    }
  }

  /** Only the same event again, with {@code retracted}, takes it back. */
  @Test
  void aRetractionWithOtherContentIsADeadLetter() {
    Sample event = document("done", "2026-10-05T09:00:00");
    Example example = Example.of(event, event.with("secret", true).retracted());

    assertThat(books(example, "cds.documents")).isEqualTo(new Conservation(1, 0, 1, 0, 0));
    assertThat(example.only("dead_letter")).containsEntry("code", "CONFLICTING_DUPLICATE");
    assertThat(example.only("document_day")).containsEntry("done", 1L);
    assertThat(example.rows("retraction")).isEmpty();
  }

  /** The record that comes first says the content: here the event never comes. */
  @Test
  void anEventWithOtherContentThanItsRetractionIsADeadLetter() {
    Sample event = document("done", "2026-10-05T09:00:00");
    Example example = Example.of(event.retracted(), event.with("secret", true));

    assertThat(books(example, "cds.documents")).isEqualTo(new Conservation(0, 0, 1, 0, 1));
    assertThat(example.rows("dead_letter")).containsOnlyKeys("cds.documents|0|1");
    assertThat(example.only("retraction")).doesNotContainKey("found");
  }

  /** {@code false} is the same as absent, also for a copy. */
  @Test
  void retractedFalseIsAnEvent() {
    Sample event = document("done", "2026-10-05T09:00:00");
    Example example = Example.of(event, event.with("retracted", false));

    assertThat(books(example, "cds.documents")).isEqualTo(new Conservation(1, 1, 0, 0, 0));
    assertThat(example.only("document_day")).containsEntry("done", 1L);
  }

  @Test
  void whatIsTrueInsteadIsANewEvent() {
    Sample wrong = document("done", "2026-10-05T09:00:00");
    Example example = Example.of(wrong, wrong.retracted(), document("done", "2026-10-05T09:00:30"));

    assertThat(example.only("document_day"))
        .isEqualTo(
            Map.of(
                "version",
                version(3, 0),
                "counted",
                2L,
                "retractions",
                1L,
                "retracted",
                1L,
                "done",
                1L));
  }

  @Test
  void listed() {
    Sample done = document("done", "2026-10-05T09:00:00");
    Sample asked = request("accepted", "2026-10-05T10:00:00");
    Sample paid = payment("succeeded", "2026-10-05").with("dossier_code", CODE);
    Example example = Example.of(done, done.retracted(), asked.retracted(), paid.retracted());

    assertThat(example.rows("retraction")).hasSize(3);
    assertThat(
            example.row(
                "retraction", "14758|documents|2026-10-05T02:00:00Z|" + done.field("event_id")))
        .isEqualTo(
            Map.of(
                "version",
                version(2, 0),
                "entity",
                "H56|12/QĐ-UBND|2026-10-05|outgoing",
                "status",
                "done",
                "found",
                1L,
                "exact",
                1L));
    assertThat(
            example.row(
                "retraction",
                "14758|service-requests|2026-10-05T03:00:00Z|" + asked.field("event_id")))
        .isEqualTo(
            Map.of("version", version(1, 0), "entity", CODE, "status", "accepted", "exact", 1L));
    assertThat(
            example.row(
                "retraction", "14758|payments|2026-10-04T17:00:00Z|" + paid.field("event_id")))
        .isEqualTo(
            Map.of(
                "version",
                version(1, 0),
                "entity",
                "P1",
                "status",
                "succeeded",
                "occurred_by_day",
                1L,
                "exact",
                1L));
  }

  /**
   * The minute 09:00 waits until 12:01, the hour until three days after 10:00. The retraction of
   * 13:00 reaches the hour, that of the 9th the day.
   */
  @Test
  void aWindowThatTheRetractionDoesNotReachKeepsTheEvent() {
    Sample done = document("done", "2026-10-05T09:00:00");
    Example hour = Example.of(done, done.retracted().appended("2026-10-05T13:00:00"));
    Example day = Example.of(done, done.retracted().appended("2026-10-09T13:00:00"));

    for (Example example : new Example[] {hour, day}) {
      assertThat(example.only("document_minute"))
          .isEqualTo(Map.of("version", version(1, 0), "counted", 1L, "done", 1L));
    }
    assertThat(hour.only("document_hour"))
        .isEqualTo(
            Map.of("version", version(2, 1), "counted", 1L, "retractions", 1L, "retracted", 1L));
    assertThat(hour.only("document_day"))
        .isEqualTo(
            Map.of("version", version(2, 0), "counted", 1L, "retractions", 1L, "retracted", 1L));
    assertThat(day.only("document_hour"))
        .isEqualTo(Map.of("version", version(1, 1), "counted", 1L, "done", 1L));
    assertThat(day.only("document_day"))
        .isEqualTo(
            Map.of("version", version(2, 0), "counted", 1L, "retractions", 1L, "retracted", 1L));
    assertThat(day.only("document_cohort"))
        .isEqualTo(Map.of("version", version(2, 0), "events", 2L));
  }

  /** The event came for the day alone, its retraction for the minute. */
  @Test
  void aWindowThatTheEventDoesNotReachHasTheRetractionOnly() {
    Sample done = document("done", "2026-10-05T09:00:00");
    Example example = Example.of(done.retracted(), done.appended("2026-10-09T13:00:00"));

    assertThat(example.only("document_minute"))
        .isEqualTo(Map.of("version", version(1, 0), "retractions", 1L));
    assertThat(example.only("document_hour"))
        .isEqualTo(Map.of("version", version(1, 0), "retractions", 1L));
    assertThat(example.only("document_day"))
        .containsEntry("counted", 1L)
        .containsEntry("retracted", 1L)
        .containsEntry("missed", 1L)
        .containsEntry("version", version(2, 0));
  }

  /** The day 2026-10-05 ends at midnight; 40 days later is 2026-11-15 00:00. */
  @Test
  void tooLate() {
    Sample done = document("done", "2026-10-05T09:00:00");
    Example example = Example.of(done, done.retracted().appended("2026-11-15T00:00:00.001"));

    assertThat(books(example, "cds.documents")).isEqualTo(new Conservation(1, 0, 0, 1, 0));
    assertThat(example.only("too_late"))
        .containsEntry("reason", "DAY")
        .containsEntry("event_id", done.field("event_id"));
    assertThat(example.only("document_day")).containsEntry("done", 1L);
    assertThat(example.rows("retraction")).isEmpty();
  }

  /** "Done" was pressed by mistake: the dossier is open again. */
  @Test
  void aDossierThatWasNotDone() {
    Sample accepted =
        request("accepted", "2026-10-05T09:00:00").at("due_at", "2026-10-06T10:00:00");
    Sample done =
        request("done", "2026-10-05T10:00:00")
            .at("done_at", "2026-10-05T10:00:00")
            .at("due_at", "2026-10-05T09:30:00")
            .with("electronic_result", true);
    Example example = Example.of(accepted, done, done.retracted());

    assertThat(example.only("dossier"))
        .containsEntry("outcome", "open")
        .containsEntry("status", "accepted")
        .containsEntry("due_at", instant("2026-10-06T10:00:00"))
        .containsEntry("last_arrival_at", instant("2026-10-05T09:00:00"))
        .containsEntry("version", version(3, 0))
        .doesNotContainKey("ended_at");
    assertThat(example.only("service_request_cohort"))
        .containsEntry("events", 3L)
        .containsEntry("version", version(3, 0))
        .containsEntry("open", 1L)
        .doesNotContainKeys("done_on_time", "done_late", "handled", "suspected_sync_fault");
  }

  /** Two events told of the same request for a supplement; one of them is taken back. */
  @Test
  void aTransitionThatTwoEventsShareStays() {
    Sample accepted = request("accepted", "2026-10-05T09:00:00");
    Sample asked = request("supplement_requested", "2026-10-05T10:00:00");
    Sample again = request("supplement_requested", "2026-10-05T10:00:00");

    assertThat(Example.of(accepted, asked, again, asked.retracted()).only("dossier"))
        .containsEntry("supplements", 1L)
        .containsEntry("waiting", 1L)
        .containsEntry("version", version(4, 0));
    assertThat(
            Example.of(accepted, asked, again, asked.retracted(), again.retracted())
                .only("dossier"))
        .containsEntry("status", "accepted")
        .doesNotContainKeys("supplements", "waiting");
  }

  /** Corrected to the 4th, and the correction taken back: it counts in the 5th again. */
  @Test
  void theDossierMovesBackToItsDay() {
    Sample moved =
        request("accepted", "2026-10-05T09:00:00").at("submitted_at", "2026-10-04T10:00:00");
    Example example =
        Example.of(request("registered", "2026-10-05T08:00:00"), moved, moved.retracted());

    assertThat(example.row("dossier", ON_THE_5TH + "|" + CODE))
        .containsEntry("version", version(3, 0))
        .containsEntry("status", "registered")
        .doesNotContainKey("deleted");
    assertThat(example.row("dossier", ON_THE_4TH + "|" + CODE))
        .containsEntry("version", version(3, 0))
        .containsEntry("deleted", 1L);
    assertThat(example.row("service_request_cohort", ON_THE_5TH))
        .containsEntry("received", 1L)
        .containsEntry("events", 3L);
    assertThat(example.row("service_request_cohort", ON_THE_4TH))
        .isEqualTo(Map.of("version", version(3, 0), "events", 3L));
  }

  @Test
  void aDossierOfWhichNothingIsLeft() {
    Sample registered = request("registered", "2026-10-05T08:00:00").with("level", "full");
    Sample moved = request("done", "2026-10-05T09:00:00").at("submitted_at", "2026-10-04T10:00:00");
    Example example = Example.of(registered, moved.retracted(), registered.retracted(), moved);

    for (String day : new String[] {ON_THE_4TH, ON_THE_5TH}) {
      assertThat(example.row("dossier", day + "|" + CODE))
          .isEqualTo(
              Map.of(
                  "version",
                  version(4, 0),
                  "procedure_code",
                  "",
                  "channel",
                  "",
                  "status",
                  "",
                  "outcome",
                  "",
                  "submitted_at",
                  Instant.EPOCH,
                  "deleted",
                  1L));
      assertThat(example.row("service_request_cohort", day))
          .isEqualTo(Map.of("version", version(4, 0), "events", 4L));
    }
  }

  /** Its event never comes: a row says so, and nothing is counted. */
  @Test
  void neverFound() {
    Example example = Example.of(request("done", "2026-10-05T09:00:00").retracted());

    assertThat(books(example, "cds.service-requests")).isEqualTo(new Conservation(0, 0, 0, 0, 1));
    assertThat(example.only("service_request_minute"))
        .isEqualTo(Map.of("version", version(1, 0), "retractions", 1L));
    assertThat(example.only("service_request_cohort"))
        .isEqualTo(Map.of("version", version(1, 0), "events", 1L));
    assertThat(example.only("dossier"))
        .containsEntry("deleted", 1L)
        .containsEntry("version", version(1, 0))
        .containsEntry("outcome", "");
    assertThat(example.only("retraction")).doesNotContainKey("found");
  }

  @Test
  void aDocumentThatWasNotDone() {
    Sample done = document("done", "2026-10-05T09:00:00").at("due_at", "2026-10-06T09:00:00");
    Example example =
        Example.of(document("arrived", "2026-10-05T08:00:00"), done, done.retracted());

    assertThat(example.only("document_cohort"))
        .isEqualTo(
            Map.of(
                "version",
                version(3, 0),
                "events",
                3L,
                "documents",
                1L,
                "non_secret",
                1L,
                "outgoing",
                1L));
  }

  /** "Succeeded" taken back: pending again, and the dossier's fee is not paid. */
  @Test
  void aPaymentThatDidNotSucceed() {
    Sample registered = request("registered", "2026-10-05T08:00:00").with("fee_due_vnd", 50_000);
    Sample started =
        payment("started", "2026-10-05T09:00:00")
            .with("dossier_code", CODE)
            .with("gateway", "national")
            .with("payer_id", PAYER);
    Sample succeeded =
        payment("succeeded", "2026-10-05T09:01:00")
            .with("dossier_code", CODE)
            .with("amount_vnd", 60_000)
            .appended("2026-10-07T09:01:00");
    Example example = Example.of(registered, started, succeeded, succeeded.retracted());

    assertThat(example.only("payment_cohort"))
        .containsEntry("events", 3L)
        .containsEntry("version", version(3, 0))
        .containsEntry("pending", 1L)
        .doesNotContainKeys("succeeded", "amount_vnd");
    assertThat(example.only("payer"))
        .isEqualTo(
            Map.of("version", version(3, 0), "category", "fee", "method", "qr", "payer_id", PAYER));
    // The payment that came two days later makes nobody suspect any more.
    assertThat(example.only("dossier"))
        .containsEntry("version", version(4, 0))
        .containsEntry("last_arrival_at", instant("2026-10-05T09:00:00"))
        .doesNotContainKeys("fee_paid_online", "late_arrival", "suspected_sync_fault");
  }

  /** The only event that named the payer is taken back: the row says that there is none. */
  @Test
  void aPayerTakenBack() {
    Sample started = payment("started", "2026-10-05T09:00:00");
    Sample succeeded = payment("succeeded", "2026-10-05T09:01:00").with("payer_id", PAYER);

    assertThat(Example.of(started, succeeded, succeeded.retracted()).only("payer"))
        .isEqualTo(
            Map.of(
                "version",
                version(3, 0),
                "category",
                "fee",
                "method",
                "qr",
                "payer_id",
                "00000000-0000-0000-0000-000000000000",
                "deleted",
                1L));
    Map<String, Object> nothing =
        Map.of(
            "category",
            "",
            "method",
            "",
            "payer_id",
            "00000000-0000-0000-0000-000000000000",
            "deleted",
            1L);
    assertThat(Example.of(succeeded, succeeded.retracted()).only("payer"))
        .containsAllEntriesOf(nothing)
        .containsEntry("version", version(2, 0))
        .doesNotContainKey("succeeded");
    assertThat(Example.of(succeeded.retracted()).only("payer"))
        .containsAllEntriesOf(nothing)
        .containsEntry("version", version(1, 0));
    assertThat(Example.of(started).rows("payer")).isEmpty();
  }

  /** The retraction of a payment counts in the version of its dossier, found or not. */
  @Test
  void theRetractionOfAPaymentCountsInItsDossier() {
    Sample registered = request("registered", "2026-10-05T08:00:00");
    Sample paid = payment("succeeded", "2026-10-05T09:00:00").with("dossier_code", CODE);

    assertThat(Example.of(registered, paid.retracted()).only("dossier"))
        .containsEntry("version", version(2, 0))
        .containsEntry("last_arrival_at", instant("2026-10-05T08:00:00"));
    assertThat(Example.of(paid, paid.retracted()).rows("dossier")).isEmpty();
    assertThat(Example.of(registered, registered.retracted(), paid).only("dossier"))
        .containsEntry("version", version(3, 0))
        .containsEntry("deleted", 1L)
        .doesNotContainKeys("first_arrival_at", "last_arrival_at");
  }

  /** Whoever came a day late is suspect only as long as it is not taken back. */
  @Test
  void aLateArrivalTakenBack() {
    Sample late = request("accepted", "2026-10-05T09:00:00").appended("2026-10-07T09:00:00");
    Example example =
        Example.of(request("registered", "2026-10-05T08:00:00"), late, late.retracted());

    assertThat(example.only("dossier"))
        .containsEntry("first_arrival_at", instant("2026-10-05T08:00:00"))
        .containsEntry("last_arrival_at", instant("2026-10-05T08:00:00"))
        .doesNotContainKeys("late_arrival", "suspected_sync_fault");
  }
}
