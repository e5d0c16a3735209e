package vn.cds.alerts.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.rules.statistics.Ratio;

/** A record that was refused counts once, however often and in whatever order it is listed. */
class HourRowsTest {
  private static final long HOUR = 500_000;

  @Test
  void eachPlaceInATopicCountsOnce() throws IOException {
    HourRows rows = new HourRows();
    assertThat(rows.addRefused(refused(HOUR, "cds.payments/1", 9))).isTrue();
    assertThat(rows.addRefused(refused(HOUR, "cds.payments/1", 7))).as("earlier").isTrue();
    assertThat(rows.addRefused(refused(HOUR, "cds.payments/2", 9))).as("partition").isTrue();
    assertThat(rows.addRefused(refused(HOUR, "cds.documents/1", 9))).as("topic").isTrue();
    assertThat(rows.addRefused(refused(HOUR, "cds.payments/1", 7))).as("again").isFalse();
    assertThat(rows.addRefused(refused(HOUR, "cds.payments/1", 9))).as("again").isFalse();

    HourRows restored = restore(rows);
    assertThat(restored.addRefused(refused(HOUR, "cds.payments/1", 7))).isFalse();
    assertThat(restored.addRefused(refused(HOUR, "cds.payments/1", 1L << 40))).isTrue();
    assertThat(restored.refusedOrLate(HOUR)).isEqualTo(new Ratio(5, 5));
  }

  @Test
  void placesAreForgottenWithTheirHour() throws IOException {
    HourRows rows = new HourRows();
    long forgotten = HOUR + 128;
    rows.addRefused(refused(HOUR, "cds.payments/1", 7));
    rows.addRefused(refused(forgotten, "cds.payments/1", 8));
    assertThat(rows.addRefused(refused(HOUR, "cds.payments/1", 7))).as("too old").isFalse();
    assertThat(rows.refusedOrLate(forgotten)).isEqualTo(new Ratio(1, 1));
  }

  @Test
  void aFloodIsSmall() throws IOException {
    HourRows rows = new HourRows();
    for (long offset = 0; offset < 200_000; offset++) {
      rows.addRefused(refused(HOUR, "cds.payments/1", 3 * offset));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rows.write(new DataOutputStream(bytes));
    assertThat(rows.refusedOrLate(HOUR).part()).isEqualTo(200_000);
    assertThat(bytes.size()).isLessThan(100_000);
  }

  /** Format 1 held how many there were. */
  @Test
  void countsWithoutPlacesStay() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(1);
    out.writeLong(HOUR);
    out.writeLong(3);
    for (int stream = 0; stream < 3; stream++) {
      out.writeLong(1); // version
      out.writeLong(10); // counted
      out.writeLong(2); // late
    }
    HourRows rows =
        restore(
            HourRows.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), false));
    assertThat(rows.addRefused(refused(HOUR, "cds.payments/1", 7))).isTrue();
    assertThat(rows.refusedOrLate(HOUR)).isEqualTo(new Ratio(3 + 1 + 6, 3 + 1 + 30));
  }

  private static Observation refused(long hour, String source, long offset) {
    return Observation.ofRefused("90", "00001", hour, source, offset, 0);
  }

  private static HourRows restore(HourRows rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rows.write(new DataOutputStream(bytes));
    return HourRows.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), true);
  }
}
