package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.cds.proof.oracle.Sample.document;
import static vn.cds.proof.oracle.Sample.instant;
import static vn.cds.proof.oracle.Sample.request;

import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.cds.proof.oracle.input.OracleOptions;
import vn.cds.proof.oracle.input.RawRecord;
import vn.cds.proof.oracle.input.Units;

/** Which records count, and where the others are listed. */
class JudgingTest {

  /** The day 2026-10-05 ends at midnight; 40 days later is 2026-11-15 00:00. */
  @Test
  void tooLateForTheDay() {
    Example example =
        Example.of(
            document("arrived", "2026-10-05T09:00:00").appended("2026-11-15T00:00:00"),
            document("received", "2026-10-05T09:00:00").appended("2026-11-15T00:00:00.001"));

    assertThat(example.expected().conservation().get("cds.documents"))
        .isEqualTo(new Conservation(1, 0, 0, 1, 0));
    assertThat(example.rows("too_late")).containsOnlyKeys("cds.documents|0|1");
    assertThat(example.only("too_late"))
        .containsEntry("reason", "DAY")
        .containsEntry("append_time", instant("2026-11-15T00:00:00.001"))
        .containsEntry("occurred_at", instant("2026-10-05T09:00:00"))
        .containsEntry("started_at", instant("2026-10-05T08:00:00"))
        .containsEntry("commune_code", "14758");
  }

  /** Received on 2026-10-05: 400 days after its end is 2027-11-10 00:00. */
  @Test
  void tooLateForTheCohort() {
    Example example =
        Example.of(
            request("done", "2027-11-09T23:00:00").appended("2027-11-10T00:00:00"),
            request("done", "2027-11-09T23:30:00").appended("2027-11-10T00:00:00.001"));

    assertThat(example.rows("too_late")).containsOnlyKeys("cds.service-requests|0|1");
    assertThat(example.only("too_late")).containsEntry("reason", "COHORT");
  }

  @Test
  void theDayIsTheReasonWhenBothAre() {
    Example example =
        Example.of(request("done", "2026-10-06T09:00:00").appended("2028-01-01T00:00:00"));

    assertThat(example.only("too_late")).containsEntry("reason", "DAY");
  }

  @Test
  void nothingIsTooLateInHistory() {
    Example example =
        Example.of(
            OracleOptions.defaults().forHistory(),
            request("done", "2026-10-06T09:00:00").appended("2028-01-01T00:00:00"));

    assertThat(example.rows("too_late")).isEmpty();
    assertThat(example.expected().conservation().get("cds.service-requests"))
        .isEqualTo(new Conservation(1, 0, 0, 0, 0));
  }

  @Test
  void theFirstRecordCountsAndACopyWithOtherContentIsADeadLetter() {
    Sample first = document("arrived", "2026-10-05T09:00:00");
    Example example =
        Example.of(
            first,
            first.with("secret", true).appended("2026-10-05T09:00:01"),
            first.appended("2026-10-05T09:00:02"),
            first.at("occurred_at", "2026-10-05T09:59:59").appended("2026-10-05T10:00:00"),
            first.with("unlisted", "dropped").appended("2026-10-05T10:00:01"));

    assertThat(example.expected().conservation().get("cds.documents"))
        .isEqualTo(new Conservation(1, 2, 2, 0, 0));
    assertThat(example.rows("dead_letter"))
        .containsOnlyKeys("cds.documents|0|1", "cds.documents|0|3");
    assertThat(example.row("dead_letter", "cds.documents|0|1"))
        .isEqualTo(
            Map.of("append_time", instant("2026-10-05T09:00:01"), "code", "CONFLICTING_DUPLICATE"));
    assertThat(example.only("document_day")).containsEntry("counted", 1L);
  }

  /** Equal ids in another hour, another commune or another stream are other events. */
  @Test
  void aCopyHasTheSameStreamCommuneAndHour() {
    Sample first = document("arrived", "2026-10-05T09:59:59");
    Example example =
        Example.of(
            first,
            first.at("occurred_at", "2026-10-05T10:00:00"),
            first.with("commune_code", "14797"),
            request("registered", "2026-10-05T09:59:59").with("event_id", first.field("event_id")));

    assertThat(example.expected().conservation())
        .isEqualTo(
            Map.of(
                "cds.documents",
                new Conservation(3, 0, 0, 0, 0),
                "cds.service-requests",
                new Conservation(1, 0, 0, 0, 0),
                "cds.payments",
                new Conservation(0, 0, 0, 0, 0)));
  }

  @Test
  void aCopyThatIsTooLateIsNoDuplicate() {
    Sample first = document("arrived", "2026-10-05T09:00:00");
    Example example = Example.of(first, first.appended("2026-12-05T09:00:00"));

    assertThat(example.expected().conservation().get("cds.documents"))
        .isEqualTo(new Conservation(1, 0, 0, 1, 0));
  }

  /** A zone, fractions below a millisecond and upper case change nothing. */
  @Test
  void contentIsComparedByMeaning() {
    Sample first =
        document("arrived", "2026-10-05T09:00:00")
            .with("event_id", "0a000000-0000-0000-0000-0000000000ff");
    Example example =
        Example.of(
            first,
            first
                .with("event_id", "0A000000-0000-0000-0000-0000000000FF")
                .with("occurred_at", "2026-10-05T02:00:00.000999Z")
                .with("due_at", null));

    assertThat(example.expected().conservation().get("cds.documents"))
        .isEqualTo(new Conservation(1, 1, 0, 0, 0));
  }

  @Test
  void aRecordGivenTwiceIsRefused() {
    Oracle oracle = new Oracle(OracleOptions.defaults(), Units.bundled(), WorkingTime.bundled());
    RawRecord record = new RawRecord("cds.payments", 0, 7, instant("2026-10-05T09:00:00"), null);
    oracle.accept(record);

    assertThatThrownBy(() -> oracle.accept(record))
        .hasMessage("given twice: cds.payments, partition 0, offset 7");
  }
}
