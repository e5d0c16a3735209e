package vn.cds.alerts.judge;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import vn.cds.alerts.input.Observation;
import vn.cds.alerts.rules.statistics.Ratio;

/** The latest hour rows of a commune: of each stream the one with the highest version. */
final class HourRows {
  /** As many as a rolling day can reach back over days of rest. */
  private static final int KEPT_HOURS = 128;

  /** The first kinds of {@link Observation.Kind}. */
  private static final int STREAMS = 3;

  private record HourRow(long version, long counted, long late) {
    static final HourRow NONE = new HourRow(-1, 0, 0);
  }

  /** What is known of one hour. */
  private static final class Hour {
    private final long number;
    private final HourRow[] rows = new HourRow[STREAMS];

    /** Of each record that was refused, so that it counts once however often it is listed. */
    private final Positions refused = new Positions();

    /** Records refused of which state of format 1 held no position. */
    private long refusedBefore;

    private Hour(long number) {
      this.number = number;
      Arrays.fill(rows, HourRow.NONE);
    }

    private long refused() {
      return refusedBefore + refused.size();
    }
  }

  private final Hour[] hours = new Hour[KEPT_HOURS];

  /**
   * Takes a row of a stream.
   *
   * @return whether it stands now; not when a higher version does, or the hour is too old
   */
  boolean put(Observation row) {
    Hour hour = hour(row.window());
    int stream = row.kind().ordinal();
    if (hour == null || row.version() < hour.rows[stream].version) {
      return false;
    }
    hour.rows[stream] = new HourRow(row.version(), row.counted(), row.late());
    return true;
  }

  /**
   * Takes a record that was refused.
   *
   * @return whether it counts; not when it did before, or the hour is too old
   */
  boolean addRefused(Observation record) {
    Hour hour = hour(record.window());
    return hour != null && hour.refused.add(record.source(), record.offset());
  }

  /** Events of all streams in an hour. */
  Ratio counted(long number) {
    return Ratio.count(Arrays.stream(hour(number).rows).mapToLong(HourRow::counted).sum());
  }

  /** Records refused or late in an hour, of all. */
  Ratio refusedOrLate(long number) {
    Hour hour = hour(number);
    long late = Arrays.stream(hour.rows).mapToLong(HourRow::late).sum();
    return new Ratio(hour.refused() + late, hour.refused() + counted(number).whole());
  }

  /** Null when the hour is older than what is kept. */
  private Hour hour(long number) {
    int slot = Math.floorMod(number, KEPT_HOURS);
    if (hours[slot] == null || hours[slot].number < number) {
      hours[slot] = new Hour(number);
    }
    return hours[slot].number == number ? hours[slot] : null;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt((int) Arrays.stream(hours).filter(Objects::nonNull).count());
    for (Hour hour : hours) {
      if (hour != null) {
        out.writeLong(hour.number);
        out.writeLong(hour.refusedBefore);
        for (HourRow row : hour.rows) {
          out.writeLong(row.version);
          out.writeLong(row.counted);
          out.writeLong(row.late);
        }
        hour.refused.write(out);
      }
    }
  }

  /**
   * Reads what was written.
   *
   * @param withPositions not in state of format 1
   */
  static HourRows read(DataInput in, boolean withPositions) throws IOException {
    HourRows read = new HourRows();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      Hour hour = read.hour(in.readLong());
      hour.refusedBefore = in.readLong();
      for (int stream = 0; stream < STREAMS; stream++) {
        hour.rows[stream] = new HourRow(in.readLong(), in.readLong(), in.readLong());
      }
      if (withPositions) {
        hour.refused.read(in);
      }
    }
    return read;
  }
}
