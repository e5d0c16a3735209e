package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.proof.oracle.Example.version;
import static vn.cds.proof.oracle.Sample.instant;
import static vn.cds.proof.oracle.Sample.payment;
import static vn.cds.proof.oracle.Sample.request;

import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.cds.proof.oracle.input.OracleOptions;

/**
 * Dossiers received on Monday 2026-10-05 at 08:00; worked 07:30 to 11:30 and 13:30 to 17:30, Monday
 * to Friday.
 */
class DossierTest {
  private static final String CODE = "H56.12.5-261005-0001";
  private static final String DOSSIER = "14758|2026-10-05|" + CODE;
  private static final long HOUR = 3_600_000;

  private static Map<String, Long> by(
      long onTime,
      long late,
      long undated,
      long open,
      long feeDue,
      long paid,
      long handled,
      long ms) {
    return Map.of(
        "received", 1L,
        "done_on_time", onTime,
        "done_late", late,
        "done_undated", undated,
        "open", open,
        "fee_due", feeDue,
        "fee_paid_online", paid,
        "handled", handled,
        "handling_working_ms", ms);
  }

  private static Map<String, Object> cohort(Sample... samples) {
    return Example.of(samples).row("service_request_cohort", "14758|2026-10-05");
  }

  private static Map<String, Object> dossier(Sample... samples) {
    return Example.of(samples).row("dossier", DOSSIER);
  }

  /** From 08:00 to 10:00 the next day: 26 hours, of which 7.5 + 2.5 were worked. */
  @Test
  void handledOnTime() {
    Example example =
        Example.of(
            request("registered", "2026-10-05T08:00:00").with("channel", "online"),
            request("accepted", "2026-10-05T09:00:00").at("due_at", "2026-10-06T10:00:00"),
            request("in_progress", "2026-10-05T09:30:00"),
            request("done", "2026-10-06T10:00:00")
                .with("electronic_result", true)
                .with("result_required", true)
                .with("attachments_digitised", true)
                .with("component_reused", true)
                .with("personal_store", true)
                .with("identity_verified", true)
                .with("outside_territory", true)
                .with("level", "full")
                .at("synchronised_at", "2026-10-06T10:00:30"),
            request("result_returned", "2026-10-06T11:00:00").with("satisfied", false));

    assertThat(example.only("service_request_cohort"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("version", version(5, 0)),
                Map.entry("events", 5L),
                Map.entry("dossiers", 1L),
                Map.entry("received", 1L),
                Map.entry("done_on_time", 1L),
                Map.entry("online", 1L),
                Map.entry("online_electronic_result", 1L),
                Map.entry("result_due", 1L),
                Map.entry("result_electronic", 1L),
                Map.entry("digitised", 1L),
                Map.entry("component_reused", 1L),
                Map.entry("personal_store", 1L),
                Map.entry("identity_verified", 1L),
                Map.entry("rated", 1L),
                Map.entry("dissatisfied", 1L),
                Map.entry("synchronised", 1L),
                Map.entry("answered_in_time", 1L),
                Map.entry("handled", 1L),
                Map.entry("handling_elapsed_ms", 26 * HOUR),
                Map.entry("handling_working_ms", 10 * HOUR),
                Map.entry("outside_territory", 1L),
                Map.entry("outside_territory_known", 1L),
                Map.entry(
                    "by",
                    Map.of(
                        "channel:online", by(1, 0, 0, 0, 0, 0, 1, 10 * HOUR),
                        "procedure:1.004616", by(1, 0, 0, 0, 0, 0, 1, 10 * HOUR)))));
    assertThat(example.only("dossier"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("version", version(5, 0)),
                Map.entry("procedure_code", "1.004616"),
                Map.entry("channel", "online"),
                Map.entry("level", "full"),
                Map.entry("status", "result_returned"),
                Map.entry("outcome", "on_time"),
                Map.entry("submitted_at", instant("2026-10-05T08:00:00")),
                Map.entry("accepted_at", instant("2026-10-05T09:00:00")),
                Map.entry("due_at", instant("2026-10-06T10:00:00")),
                Map.entry("ended_at", instant("2026-10-06T10:00:00")),
                Map.entry("first_arrival_at", instant("2026-10-05T08:00:00")),
                Map.entry("last_arrival_at", instant("2026-10-06T11:00:00"))));
  }

  @Test
  void openUndatedAndLate() {
    assertThat(cohort(request("registered", "2026-10-05T08:00:00")))
        .containsEntry("open", 1L)
        .containsEntry(
            "by",
            Map.of(
                "channel:counter", by(0, 0, 0, 1, 0, 0, 0, 0),
                "procedure:1.004616", by(0, 0, 0, 1, 0, 0, 0, 0)));
    assertThat(cohort(request("done", "2026-10-05T09:00:00"))).containsEntry("done_undated", 1L);
    assertThat(
            cohort(request("done", "2026-10-05T09:00:00.001").at("due_at", "2026-10-05T09:00:00")))
        .containsEntry("done_late", 1L);
  }

  /** Absent is unknown, and unknown is not false. */
  @Test
  void handedInOutsideTheCommune() {
    assertThat(cohort(request("registered", "2026-10-05T08:00:00")))
        .doesNotContainKeys("outside_territory", "outside_territory_known");
    assertThat(
            cohort(request("registered", "2026-10-05T08:00:00").with("outside_territory", false)))
        .doesNotContainKey("outside_territory")
        .containsEntry("outside_territory_known", 1L);
    assertThat(
            cohort(
                request("registered", "2026-10-05T08:00:00").with("outside_territory", false),
                request("accepted", "2026-10-05T09:00:00").with("outside_territory", true)))
        .containsEntry("outside_territory", 1L);
  }

  /** done_at is the end, whatever the status and time of the event that says it. */
  @Test
  void doneAtStandsBeforeTheTransitions() {
    assertThat(
            dossier(
                request("done", "2026-10-05T15:00:00")
                    .at("done_at", "2026-10-05T10:00:00")
                    .at("due_at", "2026-10-05T11:00:00")))
        .containsEntry("ended_at", instant("2026-10-05T10:00:00"))
        .containsEntry("outcome", "on_time");
    assertThat(
            dossier(
                request("in_progress", "2026-10-05T15:00:00").at("done_at", "2026-10-05T10:00:00")))
        .containsEntry("ended_at", instant("2026-10-05T10:00:00"));
  }

  /** Prolonged: the due time said last stands, though it comes first. */
  @Test
  void aProlongationMovesTheDueTime() {
    assertThat(
            dossier(
                request("in_progress", "2026-10-06T09:00:00")
                    .at("due_at", "2026-10-09T17:00:00")
                    .at("previous_due_at", "2026-10-07T17:00:00"),
                request("accepted", "2026-10-05T09:00:00").at("due_at", "2026-10-07T17:00:00"),
                request("done", "2026-10-08T09:00:00")))
        .containsEntry("due_at", instant("2026-10-09T17:00:00"))
        .containsEntry("outcome", "on_time");
  }

  /** A refusal ends only what had been accepted; else it declines. */
  @Test
  void refusedWithdrawnStopped() {
    assertThat(
            cohort(
                request("registered", "2026-10-05T08:00:00").with("channel", "online"),
                request("refused", "2026-10-05T09:00:00")))
        .isEqualTo(Map.of("version", version(2, 0), "events", 2L, "dossiers", 1L, "declined", 1L));
    assertThat(dossier(request("withdrawn", "2026-10-05T09:00:00")))
        .containsEntry("outcome", "declined")
        .doesNotContainKey("ended_at");
    assertThat(
            dossier(
                request("accepted", "2026-10-05T09:00:00"),
                request("stopped", "2026-10-05T10:00:00"),
                request("withdrawn", "2026-10-05T11:00:00").at("due_at", "2026-10-05T10:30:00")))
        .containsEntry("outcome", "on_time")
        .containsEntry("ended_at", instant("2026-10-05T10:00:00"));
    // Refused at 09:00, accepted at 10:00 after all: open.
    assertThat(
            dossier(
                request("refused", "2026-10-05T09:00:00"),
                request("accepted", "2026-10-05T10:00:00")))
        .containsEntry("outcome", "open");
    // Refused, but finished in spite of it: ended, not declined.
    assertThat(
            dossier(
                request("refused", "2026-10-05T09:00:00"), request("done", "2026-10-05T10:00:00")))
        .containsEntry("outcome", "undated")
        .containsEntry("ended_at", instant("2026-10-05T10:00:00"));
    // A termination is no handling.
    assertThat(
            cohort(
                request("accepted", "2026-10-05T09:00:00"),
                request("stopped", "2026-10-05T10:00:00")))
        .containsEntry("done_undated", 1L)
        .doesNotContainKeys("handled", "handling_elapsed_ms", "handling_working_ms");
  }

  /** The earlier of finished and terminated is the end. */
  @Test
  void theEarlierEndCounts() {
    assertThat(
            dossier(
                request("accepted", "2026-10-05T09:00:00"),
                request("stopped", "2026-10-05T10:00:00"),
                request("done", "2026-10-05T11:00:00")))
        .containsEntry("ended_at", instant("2026-10-05T10:00:00"));
  }

  @Test
  void waitingForASupplement() {
    Sample accepted = request("accepted", "2026-10-05T08:30:00");
    Sample asked = request("supplement_requested", "2026-10-05T09:00:00");

    assertThat(dossier(accepted, asked))
        .containsEntry("waiting", 1L)
        .containsEntry("supplements", 1L)
        .containsEntry("outcome", "open");
    assertThat(cohort(accepted, asked)).containsEntry("open", 1L).containsEntry("open_waiting", 1L);
    assertThat(dossier(accepted, asked, request("in_progress", "2026-10-05T10:00:00")))
        .doesNotContainKey("waiting");
    assertThat(dossier(accepted, asked, request("done", "2026-10-05T08:45:00")))
        .doesNotContainKey("waiting");
  }

  /** Asked at 09:00, answered at 14:00: 2.5 + 0.5 hours worked do not count. */
  @Test
  void waitingTimeIsTakenOutOfHandling() {
    assertThat(
            cohort(
                request("accepted", "2026-10-05T08:30:00"),
                request("supplement_requested", "2026-10-05T09:00:00"),
                request("in_progress", "2026-10-05T14:00:00"),
                request("done", "2026-10-05T15:00:00")))
        .containsEntry("handling_elapsed_ms", 7 * HOUR)
        // 08:00 to 15:00 are 3.5 + 1.5 hours worked.
        .containsEntry("handling_working_ms", 2 * HOUR);
  }

  /** Asked at 09:00 and again at 10:00, answered at 11:00: two hours of waiting, not three. */
  @Test
  void askingAgainBeforeTheAnswerWaitsOnce() {
    assertThat(
            cohort(
                request("accepted", "2026-10-05T08:30:00"),
                request("supplement_requested", "2026-10-05T09:00:00"),
                request("supplement_requested", "2026-10-05T10:00:00"),
                request("in_progress", "2026-10-05T11:00:00"),
                request("done", "2026-10-05T14:00:00")))
        // 08:00 to 14:00 are 3.5 + 0.5 hours worked.
        .containsEntry("handling_working_ms", 2 * HOUR)
        .containsEntry("multiple_supplements", 1L);
  }

  /** The end cuts the waiting short when nothing else does, or when it is earlier. */
  @Test
  void waitingEndsWithTheDossier() {
    assertThat(
            cohort(
                request("accepted", "2026-10-05T08:30:00")
                    .at("done_at", "2026-10-05T10:00:00")
                    .appended("2026-10-05T12:00:00"),
                request("supplement_requested", "2026-10-05T09:00:00")))
        .containsEntry("handling_working_ms", HOUR);
    assertThat(
            cohort(
                request("accepted", "2026-10-05T08:30:00")
                    .at("done_at", "2026-10-05T10:00:00")
                    .appended("2026-10-05T12:00:00"),
                request("supplement_requested", "2026-10-05T09:00:00"),
                request("in_progress", "2026-10-05T11:00:00")))
        .containsEntry("handling_working_ms", HOUR);
  }

  /** Two distinct requests are late, the same one told twice is one. */
  @Test
  void moreThanOneSupplementIsLate() {
    Sample done = request("done", "2026-10-05T10:00:00").at("due_at", "2026-10-09T10:00:00");
    Sample asked = request("supplement_requested", "2026-10-05T09:00:00");

    assertThat(dossier(asked, request("supplement_requested", "2026-10-05T09:00:00"), done))
        .containsEntry("supplements", 1L)
        .containsEntry("outcome", "on_time");
    assertThat(cohort(asked, request("supplement_requested", "2026-10-05T09:30:00"), done))
        .containsEntry("done_late", 1L)
        .containsEntry("multiple_supplements", 1L);
  }

  /** A limit of 8 hours from 09:00: 2.5 until lunch, 4 until the evening, 1.5 the next day. */
  @Test
  void dueByTheProceduresLimit() {
    Sample registered =
        request("registered", "2026-10-05T08:00:00").with("handling_limit_hours", 8);
    Sample accepted = request("accepted", "2026-10-05T09:00:00");

    assertThat(dossier(registered))
        .containsEntry("due_at", instant("2026-10-06T08:00:00")); // 3.5 + 4 + 0.5
    assertThat(dossier(registered, accepted))
        .containsEntry("due_at", instant("2026-10-06T09:00:00"));
    // One hour of waiting moves it by one hour.
    assertThat(
            dossier(
                registered,
                accepted,
                request("supplement_requested", "2026-10-05T10:00:00"),
                request("in_progress", "2026-10-05T11:00:00")))
        .containsEntry("due_at", instant("2026-10-06T10:00:00"));
    // A due time of its own stands before the limit.
    assertThat(dossier(registered.at("due_at", "2026-10-05T12:00:00")))
        .containsEntry("due_at", instant("2026-10-05T12:00:00"));
  }

  /**
   * 8 working hours after 08:00 are over at 08:00 the next day... plus half an hour before 08:00.
   */
  @Test
  void answeredInTime() {
    Sample registered = request("registered", "2026-10-05T08:00:00").with("channel", "online");

    assertThat(cohort(registered, request("accepted", "2026-10-06T08:00:00")))
        .containsEntry("answered_in_time", 1L);
    assertThat(cohort(registered, request("accepted", "2026-10-06T08:00:00.001")))
        .doesNotContainKey("answered_in_time");
    assertThat(cohort(registered)).doesNotContainKey("answered_in_time");
    assertThat(
            cohort(
                registered,
                request("refused", "2026-10-05T09:00:00"),
                request("accepted", "2026-10-08T08:00:00")))
        .containsEntry("answered_in_time", 1L);
    assertThat(
            cohort(
                registered.with("channel", "postal"), request("accepted", "2026-10-05T09:00:00")))
        .doesNotContainKey("answered_in_time");
  }

  @Test
  void paidOnline() {
    Sample registered = request("registered", "2026-10-05T08:00:00").with("fee_due_vnd", 50_000);
    Sample paid =
        payment("succeeded", "2026-10-05T09:00:00")
            .with("dossier_code", CODE)
            .with("gateway", "national");

    Example example = Example.of(registered, paid);
    assertThat(example.only("service_request_cohort"))
        .containsEntry("fee_due", 1L)
        .containsEntry("fee_paid_online", 1L)
        .containsEntry("events", 2L)
        .containsEntry("version", version(2, 0));
    assertThat(example.only("dossier"))
        .containsEntry("fee_due_vnd", 50_000L)
        .containsEntry("fee_paid_online", 1L)
        .containsEntry("version", version(2, 0));
    assertThat(example.only("service_request_day")).containsEntry("counted", 1L);

    assertThat(cohort(registered.with("fee_due_vnd", 0), paid))
        .containsEntry("events", 2L)
        .doesNotContainKeys("fee_due", "fee_paid_online");
    assertThat(cohort(registered, paid.without("gateway"))).doesNotContainKey("fee_paid_online");
    assertThat(cohort(registered, paid.with("method", "cash")))
        .doesNotContainKey("fee_paid_online");
    assertThat(cohort(registered, paid.with("commune_code", "14797")))
        .containsEntry("events", 1L)
        .doesNotContainKey("fee_paid_online");
    assertThat(
            cohort(
                registered,
                paid,
                payment("reversed", "2026-10-06T09:00:00").with("dossier_code", CODE)))
        .containsEntry("events", 3L)
        .doesNotContainKey("fee_paid_online");
    // Another payment that succeeded is enough.
    assertThat(
            cohort(
                registered,
                paid.with("payment_id", "P0"),
                payment("failed", "2026-10-06T09:00:00").with("dossier_code", CODE)))
        .containsEntry("fee_paid_online", 1L);
  }

  @Test
  void aPaymentWithoutItsDossierMakesNoRow() {
    Example example =
        Example.of(payment("succeeded", "2026-10-05T09:00:00").with("dossier_code", CODE));

    assertThat(example.rows("service_request_cohort")).isEmpty();
    assertThat(example.rows("dossier")).isEmpty();
    assertThat(example.rows("payment_cohort")).hasSize(1);
  }

  @Test
  void aResultWithoutAnEndIsSuspect() {
    assertThat(
            cohort(request("in_progress", "2026-10-05T09:00:00").with("electronic_result", true)))
        .containsEntry("suspected_sync_fault", 1L);
    assertThat(cohort(request("done", "2026-10-05T09:00:00").with("electronic_result", true)))
        .doesNotContainKey("suspected_sync_fault");
  }

  @Test
  void anEventThatArrivesADayLaterIsSuspect() {
    Sample inTime = request("in_progress", "2026-10-05T09:00:00").appended("2026-10-06T09:00:00");
    Sample late = request("in_progress", "2026-10-05T09:00:00").appended("2026-10-06T09:00:00.001");

    assertThat(dossier(inTime)).doesNotContainKeys("late_arrival", "suspected_sync_fault");
    assertThat(dossier(late))
        .containsEntry("late_arrival", 1L)
        .containsEntry("suspected_sync_fault", 1L)
        .containsEntry("first_arrival_at", instant("2026-10-06T09:00:00.001"));
    assertThat(Example.of(OracleOptions.defaults().forHistory(), late).only("dossier"))
        .doesNotContainKeys(
            "late_arrival", "suspected_sync_fault", "first_arrival_at", "last_arrival_at");
  }

  /** A result is not required unless somebody said so. */
  @Test
  void electronicResultsOfOnlineDossiers() {
    Sample online = request("done", "2026-10-05T09:00:00").with("channel", "online");

    assertThat(cohort(online)).containsEntry("online_electronic_result", 1L);
    assertThat(cohort(online.with("result_required", false)))
        .containsEntry("online_electronic_result", 1L);
    assertThat(cohort(online.with("result_required", true)))
        .containsEntry("result_due", 1L)
        .doesNotContainKeys("online_electronic_result", "result_electronic");
  }

  /** Received on the 5th, corrected to the 4th: the row of the 5th stays, marked as deleted. */
  @Test
  void aCorrectedDayOfReceipt() {
    Example example =
        Example.of(
            request("registered", "2026-10-05T08:00:00").with("channel", "online"),
            request("accepted", "2026-10-05T09:00:00").at("submitted_at", "2026-10-04T10:00:00"));

    assertThat(example.row("dossier", DOSSIER))
        .containsEntry("deleted", 1L)
        .containsEntry("version", version(2, 0));
    assertThat(example.row("dossier", "14758|2026-10-04|" + CODE))
        .doesNotContainKey("deleted")
        .containsEntry("version", version(2, 0));
    assertThat(example.row("service_request_cohort", "14758|2026-10-05"))
        .isEqualTo(Map.of("version", version(2, 0), "events", 2L));
    assertThat(example.row("service_request_cohort", "14758|2026-10-04"))
        .containsEntry("received", 1L)
        .containsEntry("online", 1L)
        .containsEntry("events", 2L);
  }
}
