package vn.cds.alerts.input;

/**
 * A fact about a commune that the job has read. Of two about the same hour or dossier the one with
 * the higher version counts.
 *
 * @param province code of the commune's province: the key
 * @param window number of the hour since 1970-01-01T00:00Z; of a dossier the local day it belongs
 *     to, in days since 1970
 * @param version of the row; 0 for a record that was refused, which the source and offset name
 * @param counted events of an hour row
 * @param part done on time, of payments failed; 0 for documents
 * @param whole done with a due time, of payments succeeded or failed; 0 for documents
 * @param late events that came too late for their minute
 * @param dossier code of the dossier; null for all others
 * @param dueAt of a dossier, in milliseconds since 1970: {@link #ENDED}, {@link #OVERDUE}, {@link
 *     #NEVER} or when it is due
 * @param source topic and partition in which a refused record lies; null for all others
 * @param offset of a refused record in its source
 * @param arrivedAt when the broker took it, in milliseconds since 1970
 */
public record Observation(
    Kind kind,
    String province,
    String commune,
    long window,
    long version,
    long counted,
    long part,
    long whole,
    long late,
    String dossier,
    long dueAt,
    String source,
    long offset,
    long arrivedAt) {

  /** What it is about. */
  public enum Kind {
    SERVICE_REQUESTS,
    DOCUMENTS,
    PAYMENTS,
    /** One record that was refused or came too late, in the hour in which the broker took it. */
    REFUSED,
    DOSSIER
  }

  /** Not open any more, or not in this day. */
  public static final long ENDED = Long.MIN_VALUE;

  /** Overdue whatever the time is: it was sent back twice. */
  public static final long OVERDUE = 0;

  /** Open, and not overdue while nothing changes: it waits for the citizen, or has no due time. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Length of an hour. */
  public static final long HOUR_MILLIS = 3_600_000L;

  /** This observation, arrived at the given time at the latest. */
  public Observation arrivedBy(long now) {
    return arrivedAt <= now
        ? this
        : new Observation(
            kind, province, commune, window, version, counted, part, whole, late, dossier, dueAt,
            source, offset, now);
  }

  /** The row of an hour. */
  public static Observation ofHour(
      Kind kind,
      String province,
      String commune,
      long window,
      long version,
      long counted,
      long part,
      long whole,
      long late,
      long arrivedAt) {
    return new Observation(
        kind, province, commune, window, version, counted, part, whole, late, null, 0, null, 0,
        arrivedAt);
  }

  /** A record that was refused or came too late. */
  public static Observation ofRefused(
      String province, String commune, long window, String source, long offset, long arrivedAt) {
    return new Observation(
        Kind.REFUSED, province, commune, window, 0, 1, 0, 0, 0, null, 0, source, offset, arrivedAt);
  }

  /** The row of a dossier. */
  public static Observation ofDossier(
      String province,
      String commune,
      long day,
      long version,
      String dossier,
      long dueAt,
      long arrivedAt) {
    return new Observation(
        Kind.DOSSIER,
        province,
        commune,
        day,
        version,
        0,
        0,
        0,
        0,
        dossier,
        dueAt,
        null,
        0,
        arrivedAt);
  }
}
