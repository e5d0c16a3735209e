package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.proof.oracle.Example.version;
import static vn.cds.proof.oracle.Sample.document;
import static vn.cds.proof.oracle.Sample.instant;
import static vn.cds.proof.oracle.Sample.payment;
import static vn.cds.proof.oracle.Sample.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.proof.oracle.input.OracleOptions;

/** Times of which only the day is known; dossiers as in {@link DossierTest}. */
class DayPrecisionTest {
  private static final long HOUR = 3_600_000;

  private static Map<String, Object> cohort(Sample... samples) {
    return Example.of(samples).row("service_request_cohort", "14758|2026-10-05");
  }

  private static Map<String, Object> dossier(Sample... samples) {
    return Example.of(samples).only("dossier");
  }

  /** Received on 1 October at 08:00, due on the 3rd: only who was done on the 4th is late. */
  @Test
  void dueOnADay() {
    List<Sample> samples = new ArrayList<>();
    for (String done :
        List.of(
            "2025-10-03T10:00:00",
            "2025-10-03T16:59:00",
            "2025-10-04T08:00:00",
            "2025-10-02T15:00:00",
            "2025-10-01")) {
      String code = "H56-" + (samples.size() / 2 + 1);
      for (Sample sample :
          List.of(
              request("registered", "2025-10-01T08:00:00"),
              request("done", done).at("done_at", done))) {
        samples.add(
            sample
                .with("dossier_code", code)
                .at("submitted_at", "2025-10-01T08:00:00")
                .at("due_at", "2025-10-03"));
      }
    }
    Example example =
        Example.of(OracleOptions.defaults().forHistory(), samples.toArray(new Sample[0]));

    assertThat(example.only("service_request_cohort"))
        .containsEntry("received", 5L)
        .containsEntry("done_on_time", 4L)
        .containsEntry("done_late", 1L)
        // The fifth was handled for nobody knows how long.
        .containsEntry("handled", 4L);
    assertThat(
            example.rows("service_request_day").values().stream()
                .mapToLong(row -> (Long) row.get("done_on_time"))
                .sum())
        .isEqualTo(4);
    assertThat(
            example.rows("service_request_day").values().stream()
                .mapToLong(row -> (Long) row.get("done_late"))
                .sum())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-06T10:00:00, 2026-10-06T10:00:00, on_time",
    "2026-10-06T10:00:00, 2026-10-06T10:00:00.001, late",
    "2026-10-06, 2026-10-06T23:59:59.999, on_time",
    "2026-10-06, 2026-10-07T00:00:00, late",
    "2026-10-06, 2026-10-06, on_time",
    "2026-10-06, 2026-10-07, late",
    "2026-10-06T00:00:00, 2026-10-06, on_time",
    "2026-10-06T23:59:59.999, 2026-10-07, late"
  })
  void theCoarserPrecisionDecides(String due, String done, String outcome) {
    Example byTransition = Example.of(request("done", done).at("due_at", due));
    Example byFact =
        Example.of(
            request("in_progress", done)
                .at("due_at", due)
                .at("done_at", done)
                .appended("2026-10-08T00:00:00"));

    assertThat(byTransition.only("dossier")).containsEntry("outcome", outcome);
    assertThat(byFact.only("dossier")).containsEntry("outcome", outcome);
    assertThat(byTransition.only("service_request_day"))
        .containsEntry(outcome.equals("late") ? "done_late" : "done_on_time", 1L)
        .doesNotContainKey(outcome.equals("late") ? "done_on_time" : "done_late");
  }

  /** It counts in its day and in no minute or hour, though it came on that day. */
  @Test
  void anEventKnownToTheDayIsInNoMinuteAndNoHour() {
    Example example =
        Example.of(document("arrived", "2026-10-05"), document("received", "2026-10-05T09:00:00"));

    assertThat(example.only("document_minute"))
        .isEqualTo(Map.of("version", version(1, 0), "counted", 1L, "received", 1L));
    assertThat(example.only("document_hour"))
        .isEqualTo(Map.of("version", version(1, 1), "counted", 1L, "received", 1L));
    assertThat(example.row("document_day", "14758|2026-10-04T17:00:00Z"))
        .isEqualTo(
            Map.of(
                "version", version(2, 0),
                "counted", 2L,
                "missed", 1L,
                "arrived", 1L,
                "received", 1L));

    Sample done = document("done", "2026-10-05");
    assertThat(Example.of(done, done.retracted()).only("document_day"))
        .isEqualTo(
            Map.of(
                "version", version(2, 0),
                "counted", 1L,
                "retractions", 1L,
                "retracted", 1L,
                "missed", 1L));
  }

  /** A history run has no lateness, but knows no more of the hour. */
  @Test
  void norInHistory() {
    Example example =
        Example.of(OracleOptions.defaults().forHistory(), document("arrived", "2026-10-05"));

    assertThat(example.rows("document_minute")).isEmpty();
    assertThat(example.rows("document_hour")).isEmpty();
    assertThat(example.only("document_day")).containsEntry("missed", 1L);
  }

  /** It is a copy of what lies in the first hour of its day; a day and a time are not the same. */
  @Test
  void copiesOfADay() {
    Sample day = document("arrived", "2026-10-05").at("sent_at", "2026-10-05");
    Example example =
        Example.of(
            day,
            day,
            day.at("occurred_at", "2026-10-05T00:00:00"),
            day.at("occurred_at", "2026-10-05T00:59:59"),
            day.at("occurred_at", "2026-10-05T01:00:00"));

    assertThat(example.expected().conservation().get("cds.documents"))
        .isEqualTo(new Conservation(2, 1, 2, 0, 0));
  }

  /** The day 2026-10-05 ends at midnight; 40 days later is 2026-11-15 00:00. */
  @Test
  void tooLate() {
    Sample day = document("arrived", "2026-10-05").at("sent_at", "2026-10-04");
    Example example =
        Example.of(day.appended("2026-11-15T00:00:00"), day.appended("2026-11-15T00:00:00.001"));

    assertThat(example.only("too_late"))
        .containsEntry("reason", "DAY")
        .containsEntry("occurred_at", instant("2026-10-05T00:00:00"))
        .containsEntry("started_at", instant("2026-10-04T00:00:00"));
  }

  /** Nobody can say whether it took 8 working hours, nor how long it was handled. */
  @Test
  void whatIsJudgedByTheHourSaysNothingOfADay() {
    Sample registered = request("registered", "2026-10-05T08:00:00").with("channel", "online");
    Sample byDay =
        request("registered", "2026-10-05")
            .at("submitted_at", "2026-10-05")
            .with("channel", "online");
    Sample done = request("done", "2026-10-06T10:00:00").at("submitted_at", "2026-10-05");

    assertThat(cohort(registered)).doesNotContainKeys("answered_in_time", "answer_by_day");
    assertThat(cohort(registered, request("accepted", "2026-10-05")))
        .containsEntry("answer_by_day", 1L)
        .doesNotContainKey("answered_in_time");
    assertThat(cohort(registered, request("refused", "2026-10-05"), request("done", "2026-10-06")))
        .containsEntry("answer_by_day", 1L)
        .doesNotContainKeys("handled", "handling_elapsed_ms", "handling_working_ms");
    assertThat(cohort(byDay)).containsEntry("answer_by_day", 1L);
    assertThat(cohort(byDay, done))
        .containsEntry("answer_by_day", 1L)
        .containsEntry("done_undated", 1L)
        .doesNotContainKeys("answered_in_time", "handled", "handling_elapsed_ms");
    assertThat(cohort(byDay.with("channel", "postal"))).doesNotContainKey("answer_by_day");
    // Accepted on that day, refused at 10:00 of it: the earlier of the two has a clock.
    assertThat(
            cohort(
                registered,
                request("accepted", "2026-10-05"),
                request("refused", "2026-10-05T10:00:00")))
        .containsEntry("answered_in_time", 1L)
        .doesNotContainKey("answer_by_day");
    // A declined dossier is in no other figure.
    assertThat(cohort(registered, request("refused", "2026-10-05")))
        .containsEntry("declined", 1L)
        .doesNotContainKey("answer_by_day");
    assertThat(cohort(registered, request("done", "2026-10-06")).get("by"))
        .asString()
        .contains("handled=0", "done_undated=1");
  }

  @Test
  void theDelayOfAReceiptNeedsTwoClocks() {
    Sample arrived = document("arrived", "2026-10-05T09:00:00");
    Sample received = document("received", "2026-10-05T09:10:00");

    assertThat(Example.of(arrived, received).only("document_cohort"))
        .containsEntry("receipt_measured", 1L)
        .containsEntry("receipt_delay_ms", 600_000L);
    assertThat(Example.of(arrived, document("received", "2026-10-05")).only("document_cohort"))
        .doesNotContainKeys("receipt_measured", "receipt_delay_ms");
    // The day is the earlier arrival: it is placed before all that happened on it.
    assertThat(
            Example.of(
                    document("arrived", "2026-10-05").at("sent_at", "2026-10-05"),
                    arrived.at("sent_at", "2026-10-05"),
                    received.at("sent_at", "2026-10-05"))
                .only("document_cohort"))
        .doesNotContainKeys("receipt_measured", "receipt_delay_ms");
    // The day is the later receipt.
    assertThat(
            Example.of(arrived, received, document("received", "2026-10-05"))
                .only("document_cohort"))
        .containsEntry("receipt_delay_ms", 600_000L);
  }

  @Test
  void aDocumentDueOnADay() {
    assertThat(
            Example.of(document("done", "2026-10-06T23:00:00").at("due_at", "2026-10-06"))
                .only("document_cohort"))
        .containsEntry("done_by_due", 1L);
    assertThat(
            Example.of(document("done", "2026-10-06").at("due_at", "2026-10-06T09:00:00"))
                .only("document_cohort"))
        .containsEntry("done_by_due", 1L);
    assertThat(
            Example.of(document("done", "2026-10-07").at("due_at", "2026-10-06T09:00:00"))
                .only("document_cohort"))
        .containsEntry("with_due", 1L)
        .doesNotContainKey("done_by_due");
  }

  /** A start comes first on its day, all else last. */
  @Test
  void theOrderOfEventsOfOneDay() {
    assertThat(
            dossier(
                request("accepted", "2026-10-05T09:00:00"),
                request("registered", "2026-10-05").at("submitted_at", "2026-10-05")))
        .containsEntry("status", "accepted");
    assertThat(
            dossier(
                request("result_returned", "2026-10-05T16:00:00"), request("done", "2026-10-05")))
        .containsEntry("status", "done")
        .containsEntry("ended_at", instant("2026-10-05T16:00:00"));
    // In one place the greater code is the later one.
    assertThat(
            dossier(request("result_returned", "2026-10-05"), request("in_progress", "2026-10-05")))
        .containsEntry("status", "result_returned");
    // The payment of that day was reversed at noon; a day that began it says nothing against that.
    assertThat(
            Example.of(
                    payment("reversed", "2026-10-05T12:00:00"),
                    payment("started", "2026-10-05").at("started_at", "2026-10-05"),
                    payment("succeeded", "2026-10-05"))
                .only("payment_cohort"))
        .containsEntry("succeeded", 1L);
  }

  /** "Later" is by place: what a day says stands against what was said at noon of it. */
  @Test
  void theFactsOfADay() {
    assertThat(
            dossier(
                request("in_progress", "2026-10-05").with("channel", "counter"),
                request("accepted", "2026-10-05T12:00:00").with("channel", "online")))
        .containsEntry("channel", "counter");
    assertThat(
            dossier(
                request("registered", "2026-10-05")
                    .at("submitted_at", "2026-10-05")
                    .with("channel", "counter"),
                request("accepted", "2026-10-05T12:00:00").with("channel", "online")))
        .containsEntry("channel", "online");
    // In one place a time is greater than a day, and then the later one.
    assertThat(
            dossier(
                request("in_progress", "2026-10-05").at("due_at", "2026-10-09"),
                request("accepted", "2026-10-05").at("due_at", "2026-10-07T10:00:00")))
        .containsEntry("due_at", instant("2026-10-07T10:00:00"));
    assertThat(
            dossier(
                request("in_progress", "2026-10-05").at("due_at", "2026-10-08"),
                request("accepted", "2026-10-05").at("due_at", "2026-10-09")))
        .containsEntry("due_at", instant("2026-10-09T23:59:59.999"))
        .containsEntry("due_by_day", 1L);
  }

  /** The same moment told as a time and as a day are two transitions. */
  @Test
  void aTimeAndADayAreTwoTransitions() {
    assertThat(
            dossier(
                request("supplement_requested", "2026-10-05T23:59:59.999"),
                request("supplement_requested", "2026-10-05")))
        .containsEntry("supplements", 2L);
    assertThat(
            dossier(
                request("supplement_requested", "2026-10-05"),
                request("supplement_requested", "2026-10-05")))
        .containsEntry("supplements", 1L);
  }

  @Test
  void aRowSaysWhichOfItsTimesAreDays() {
    assertThat(
            dossier(
                request("registered", "2026-10-05").at("submitted_at", "2026-10-05"),
                request("done", "2026-10-07")
                    .at("submitted_at", "2026-10-05")
                    .at("accepted_at", "2026-10-06")
                    .at("due_at", "2026-10-08")))
        .containsEntry("submitted_at", instant("2026-10-05T00:00:00"))
        .containsEntry("accepted_at", instant("2026-10-06T23:59:59.999"))
        .containsEntry("due_at", instant("2026-10-08T23:59:59.999"))
        .containsEntry("ended_at", instant("2026-10-07T23:59:59.999"))
        .containsEntry("submitted_by_day", 1L)
        .containsEntry("accepted_by_day", 1L)
        .containsEntry("due_by_day", 1L)
        .containsEntry("ended_by_day", 1L);
    assertThat(
            dossier(
                request("accepted", "2026-10-05T09:00:00").at("due_at", "2026-10-08T10:00:00"),
                request("done", "2026-10-07T09:00:00")))
        .doesNotContainKeys("submitted_by_day", "accepted_by_day", "due_by_day", "ended_by_day");
  }

  /** Stopped on the day it was accepted: not before it, so it ends it. */
  @Test
  void terminatedOnTheDayOfAcceptance() {
    assertThat(
            dossier(request("accepted", "2026-10-05"), request("stopped", "2026-10-05T09:00:00")))
        .containsEntry("ended_at", instant("2026-10-05T09:00:00"))
        .doesNotContainKey("ended_by_day");
    assertThat(
            dossier(request("accepted", "2026-10-05T10:00:00"), request("stopped", "2026-10-05")))
        .containsEntry("ended_at", instant("2026-10-05T23:59:59.999"))
        .containsEntry("ended_by_day", 1L);
    assertThat(
            dossier(request("stopped", "2026-10-05T09:00:00"), request("accepted", "2026-10-06")))
        .containsEntry("outcome", "open");
  }

  /** Of one last instant that with a clock is the earlier one. */
  @Test
  void theEarlierEnd() {
    assertThat(
            dossier(
                request("accepted", "2026-10-05T09:00:00"),
                request("done", "2026-10-06"),
                request("stopped", "2026-10-06T23:59:59.999")))
        .containsEntry("ended_at", instant("2026-10-06T23:59:59.999"))
        .doesNotContainKey("ended_by_day");
  }

  /** A limit of 8 hours counts from the end of the day: all of Tuesday. The result has a clock. */
  @Test
  void dueByTheLimitFromADay() {
    Sample registered =
        request("registered", "2026-10-05")
            .at("submitted_at", "2026-10-05")
            .with("handling_limit_hours", 8);

    assertThat(dossier(registered))
        .containsEntry("due_at", instant("2026-10-06T17:30:00"))
        .doesNotContainKey("due_by_day");
    assertThat(
            dossier(registered, request("accepted", "2026-10-06").at("submitted_at", "2026-10-05")))
        .containsEntry("due_at", instant("2026-10-07T17:30:00"));
  }

  /** Asked on Monday, answered on Tuesday: Tuesday's 8 hours are waiting time. */
  @Test
  void waitingFromADayToADay() {
    assertThat(
            cohort(
                request("accepted", "2026-10-05T08:30:00"),
                request("supplement_requested", "2026-10-05"),
                request("in_progress", "2026-10-06"),
                request("done", "2026-10-07T08:30:00")))
        .containsEntry("handling_elapsed_ms", 48 * HOUR + HOUR / 2)
        // 7.5 hours on Monday, 8 on Tuesday, 1 on Wednesday, less 8.
        .containsEntry("handling_working_ms", 8 * HOUR + HOUR / 2);
  }

  /** 24 hours from the end of the day on which it happened. */
  @Test
  void aDayThatArrivesLate() {
    Sample day = request("in_progress", "2026-10-05");

    assertThat(dossier(day.appended("2026-10-06T23:59:59.999")))
        .doesNotContainKeys("late_arrival", "suspected_sync_fault");
    assertThat(dossier(day.appended("2026-10-07T00:00:00")))
        .containsEntry("late_arrival", 1L)
        .containsEntry("suspected_sync_fault", 1L);
  }
}
