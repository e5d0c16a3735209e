package vn.cds.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.proof.oracle.Example.version;
import static vn.cds.proof.oracle.Sample.document;
import static vn.cds.proof.oracle.Sample.payment;
import static vn.cds.proof.oracle.Sample.request;

import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.cds.proof.oracle.input.OracleOptions;

class FlowTablesTest {

  /** 09:00:00 and 09:00:59 local are one minute; 09:01 is another one of the same hour. */
  @Test
  void eventsCountInTheWindowsOfTheirOwnTime() {
    Example example =
        Example.of(
            document("arrived", "2026-10-05T09:00:00"),
            document("received", "2026-10-05T09:00:59.999"),
            document("done", "2026-10-05T09:01:00"),
            document("update_refused", "2026-10-05T10:00:00"));

    assertThat(example.rows("document_minute"))
        .containsOnlyKeys(
            "14758|2026-10-05T02:00:00Z",
            "14758|2026-10-05T02:01:00Z",
            "14758|2026-10-05T03:00:00Z");
    assertThat(example.row("document_minute", "14758|2026-10-05T02:00:00Z"))
        .isEqualTo(Map.of("version", version(2, 0), "counted", 2L, "arrived", 1L, "received", 1L));
    assertThat(example.row("document_hour", "14758|2026-10-05T02:00:00Z"))
        .isEqualTo(
            Map.of(
                "version",
                version(3, 3),
                "counted",
                3L,
                "arrived",
                1L,
                "received",
                1L,
                "done",
                1L));
    assertThat(example.only("document_day"))
        .isEqualTo(
            Map.of(
                "version",
                version(4, 0),
                "counted",
                4L,
                "arrived",
                1L,
                "received",
                1L,
                "done",
                1L,
                "update_refused",
                1L));
  }

  /** A local day begins at 17:00 UTC of the day before. */
  @Test
  void daysAreLocal() {
    Example example =
        Example.of(
            document("arrived", "2026-10-05T23:59:59.999"),
            document("received", "2026-10-06T00:00:00"));

    assertThat(example.rows("document_day"))
        .containsOnlyKeys("14758|2026-10-04T17:00:00Z", "14758|2026-10-05T17:00:00Z");
  }

  @Test
  void paymentsAreSummed() {
    Example example =
        Example.of(
            payment("started", "2026-10-05T08:00:00"),
            payment("succeeded", "2026-10-05T08:00:10").with("amount_vnd", 70_000),
            payment("succeeded", "2026-10-05T08:00:20").with("method", "cash"),
            payment("reversed", "2026-10-05T08:00:30").with("amount_vnd", 1_000),
            payment("failed", "2026-10-05T08:00:40"),
            payment("mismatched", "2026-10-05T08:00:50"));

    assertThat(example.only("payment_minute"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("version", version(6, 0)),
                Map.entry("counted", 6L),
                Map.entry("started", 1L),
                Map.entry("succeeded", 2L),
                Map.entry("failed", 1L),
                Map.entry("reversed", 1L),
                Map.entry("mismatched", 1L),
                Map.entry("succeeded_cash", 1L),
                Map.entry("succeeded_vnd", 120_000L),
                Map.entry("succeeded_cash_vnd", 50_000L),
                Map.entry("reversed_vnd", 1_000L)));
  }

  /** The end is done_at, or else the event's own time; an event without due_at is neither. */
  @Test
  void endsAreOnTimeOrLateByTheSameEvent() {
    Example example =
        Example.of(
            request("registered", "2026-10-05T09:00:00").with("channel", "online"),
            request("registered", "2026-10-05T09:00:01").with("channel", "postal"),
            request("registered", "2026-10-05T09:00:02"),
            request("accepted", "2026-10-05T09:00:03").with("channel", "online"),
            request("done", "2026-10-05T09:00:10").at("due_at", "2026-10-05T09:00:10"),
            request("done", "2026-10-05T09:00:11").at("due_at", "2026-10-05T09:00:10"),
            request("done", "2026-10-05T09:00:12")
                .at("due_at", "2026-10-05T09:00:10")
                .at("done_at", "2026-10-05T09:00:09"),
            request("done", "2026-10-05T09:00:13"));

    assertThat(example.only("service_request_minute"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("version", version(8, 0)),
                Map.entry("counted", 8L),
                Map.entry("registered", 3L),
                Map.entry("registered_online", 1L),
                Map.entry("registered_postal", 1L),
                Map.entry("accepted", 1L),
                Map.entry("done", 4L),
                Map.entry("done_on_time", 2L),
                Map.entry("done_late", 1L)));
  }

  /** The minute 09:00 waits until 12:01:00, the hour until 10:00 three days later. */
  @Test
  void aFinerWindowMissesWhatCameTooLateForIt() {
    Example example =
        Example.of(
            document("arrived", "2026-10-05T09:00:30").appended("2026-10-05T12:01:00"),
            document("received", "2026-10-05T09:00:31").appended("2026-10-05T12:01:00.001"),
            document("assigned", "2026-10-05T09:00:32").appended("2026-10-08T10:00:00"),
            document("done", "2026-10-05T09:00:33").appended("2026-10-08T10:00:00.001"));

    assertThat(example.only("document_minute"))
        .isEqualTo(Map.of("version", version(1, 0), "counted", 1L, "arrived", 1L));
    assertThat(example.only("document_hour"))
        .isEqualTo(
            Map.of(
                "version",
                version(3, 1),
                "counted",
                3L,
                "missed",
                2L,
                "arrived",
                1L,
                "received",
                1L,
                "assigned",
                1L));
    assertThat(example.only("document_day"))
        .containsEntry("counted", 4L)
        .containsEntry("missed", 1L)
        .containsEntry("version", version(4, 0));
  }

  @Test
  void aKeyWithoutEventsInTimeHasNoRow() {
    Example example =
        Example.of(document("arrived", "2026-10-05T09:00:30").appended("2026-10-09T09:00:00"));

    assertThat(example.rows("document_minute")).isEmpty();
    assertThat(example.rows("document_hour")).isEmpty();
    assertThat(example.rows("document_day")).hasSize(1);
  }

  @Test
  void duplicatesAreCountedInTheDayAlone() {
    Sample arrived = document("arrived", "2026-10-05T09:00:00");
    Example example =
        Example.of(
            arrived,
            arrived.appended("2026-10-05T09:00:05"),
            arrived.appended("2026-10-06T09:00:00"),
            document("received", "2026-10-05T09:00:10"));

    assertThat(example.only("document_minute")).containsEntry("version", version(2, 0));
    assertThat(example.only("document_hour"))
        .containsEntry("version", version(2, 2))
        .doesNotContainKey("duplicates");
    assertThat(example.only("document_day"))
        .containsEntry("counted", 2L)
        .containsEntry("duplicates", 2L)
        .containsEntry("version", version(2, 2));
  }

  @Test
  void aHistoryRunMissesNothing() {
    Example example =
        Example.of(
            OracleOptions.defaults().forHistory().withGeneration(3),
            document("arrived", "2026-10-05T09:00:30").appended("2027-12-05T09:00:00"));

    assertThat(example.only("document_minute"))
        .isEqualTo(Map.of("version", (3L << 56) + version(1, 0), "counted", 1L, "arrived", 1L));
    assertThat(example.rows("document_hour")).hasSize(1);
    assertThat(example.rows("document_day")).hasSize(1);
  }
}
