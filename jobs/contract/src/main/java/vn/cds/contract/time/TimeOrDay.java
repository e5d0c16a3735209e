package vn.cds.contract.time;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A time, or the local day where no more is known (docs/contract.md, "A time, or a day"). A day is
 * not its midnight: the two are never equal, and are compared at the coarser precision.
 *
 * <p>The static methods do the same on the number, for state and loops that make no objects.
 *
 * @param word of a time its milliseconds since 1970, of a day its days since 1970 less {@link
 *     #DAYS}: so every time is greater than every day. Stored in state; never changes.
 */
public record TimeOrDay(long word) {

  /** Far below every time of the contract in milliseconds. */
  private static final long DAYS = 1L << 48;

  private static final long DAYS_END = -(DAYS >> 1);

  /** A time, cut to the millisecond. */
  public static TimeOrDay at(Instant time) {
    return new TimeOrDay(time.toEpochMilli());
  }

  /** A local day. */
  public static TimeOrDay on(LocalDate day) {
    return new TimeOrDay(dayWord(day.toEpochDay()));
  }

  /** The number of a local day in days since 1970. */
  public static long dayWord(long epochDay) {
    return epochDay - DAYS;
  }

  /** Whether only the day is known. */
  public boolean isDay() {
    return isDay(word);
  }

  /** {@link #isDay()} of a number. */
  public static boolean isDay(long word) {
    return word < DAYS_END;
  }

  /** The local day, in days since 1970. */
  public static long epochDay(long word) {
    return isDay(word) ? word + DAYS : VietnamTime.localEpochDay(word);
  }

  /** The local day. */
  public LocalDate localDay() {
    return LocalDate.ofEpochDay(epochDay(word));
  }

  /** The first millisecond of a day; a time itself. Milliseconds since 1970. */
  public static long first(long word) {
    return isDay(word) ? VietnamTime.startOfEpochDay(epochDay(word)) : word;
  }

  /** {@link #first(long)} as an instant. */
  public Instant first() {
    return Instant.ofEpochMilli(first(word));
  }

  /** The last millisecond of a day; a time itself. Milliseconds since 1970. */
  public static long last(long word) {
    return isDay(word) ? VietnamTime.startOfEpochDay(epochDay(word) + 1) - 1 : word;
  }

  /** {@link #last(long)} as an instant. */
  public Instant last() {
    return Instant.ofEpochMilli(last(word));
  }

  /** Whether a is before b at the coarser precision of the two. */
  public static boolean isBefore(long a, long b) {
    return isDay(a) || isDay(b) ? epochDay(a) < epochDay(b) : a < b;
  }

  /** {@link #isBefore(long, long)} of two. */
  public boolean isBefore(TimeOrDay other) {
    return isBefore(word, other.word);
  }

  /** As the contract writes it. */
  @Override
  public String toString() {
    return isDay() ? localDay().toString() : WireText.time(word);
  }
}
