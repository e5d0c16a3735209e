package vn.cds.simulator.fault;

import java.util.Locale;

/**
 * What goes wrong in a run, on top of any scenario. Shares are of the number of distinct events; in
 * a finite run the counts are exact: {@code round(share * events)} of each kind.
 *
 * @param duplicates further records of an event with the same content
 * @param late events that arrive after the lateness of their minute, within that of their day; they
 *     are part of the distinct events
 * @param tooLate events that arrive after the lateness of their day or cohort; they are part of the
 *     distinct events
 * @param malformed records that break a rule; every fault code a single record can show takes its
 *     turn
 * @param conflicting further records of an event with other content
 * @param corrected share of dossiers with a later event that changes facts; negative: the
 *     scenario's own. Their number is not exact
 * @param retractions records that take an event back; the event comes before or after, most of them
 *     once, and never for one in ten. Both are on top of the distinct events; negative: the
 *     scenario's own
 * @param byDay share of matters of which some or all times are known only to the day; negative: the
 *     scenario's own. Their number is not exact
 * @param canaries share of valid records with unknown fields that must show up nowhere; see {@link
 *     Canary}
 * @param shuffleWindow so many events wait, and one of them at random is sent next; 0: no shuffle;
 *     {@link #WHOLE_RUN}: the whole run is shuffled, which keeps all events in memory
 * @param silentCommunes so many communes send nothing; negative: the scenario's share
 * @param dayLateCommunes so many communes send a day late in a burst; negative: the scenario's
 *     share
 */
public record Faults(
    double duplicates,
    double late,
    double tooLate,
    double malformed,
    double conflicting,
    double corrected,
    double retractions,
    double byDay,
    double canaries,
    int shuffleWindow,
    int silentCommunes,
    int dayLateCommunes) {

  /** Shuffles the whole of a finite run. */
  public static final int WHOLE_RUN = Integer.MAX_VALUE;

  /** Nothing beside what the scenario says. */
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0, -1, -1, -1, 0, 0, -1, -1);

  /**
   * Those of {@code ./cds verify --faults all}: 5 % duplicates, 10 % late, 1 % too late, 0.5 %
   * malformed, 0.2 % conflicting, 3 % retractions, 15 % known to the day, 2 % with canaries, the
   * whole run shuffled.
   */
  public static final Faults ALL =
      new Faults(0.05, 0.10, 0.01, 0.005, 0.002, -1, 0.03, 0.15, 0.02, WHOLE_RUN, -1, -1);

  /** Refuses shares outside 0 to 1. */
  public Faults {
    check("duplicates", duplicates);
    check("late", late);
    check("too-late", tooLate);
    check("malformed", malformed);
    check("conflicting", conflicting);
    check("canaries", canaries);
    check("late and too-late together", late + tooLate);
    check("corrected", Math.max(0, corrected));
    check("retractions", Math.max(0, retractions));
    check("by-day", Math.max(0, byDay));
    if (shuffleWindow < 0) {
      throw new IllegalArgumentException("shuffle must not be negative, is " + shuffleWindow);
    }
  }

  private static void check(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " must be 0 to 1, is " + share);
    }
  }

  /**
   * Reads {@code none}, {@code all}, or a list such as {@code
   * duplicates=0.05,late=0.1,shuffle=1000}; the names are those of the components with dashes,
   * {@code shuffle} takes a number or {@code all}, and the list may begin with {@code all} to
   * change some of its values.
   *
   * @throws IllegalArgumentException with a sentence that names the unknown word or wrong number
   */
  public static Faults parse(String text) {
    Faults faults = NONE;
    for (String part : text.strip().split("\\s*,\\s*")) {
      if (part.equals("none")) {
        faults = NONE;
      } else if (part.equals("all")) {
        faults = ALL;
      } else {
        String[] pair = part.split("=", 2);
        if (pair.length != 2) {
          throw new IllegalArgumentException(
              "Write faults as none, all, or name=value with commas between; not: " + part);
        }
        faults = faults.with(pair[0].strip(), pair[1].strip());
      }
    }
    return faults;
  }

  private Faults with(String name, String value) {
    double number;
    try {
      number =
          name.equals("shuffle") && value.equals("all") ? WHOLE_RUN : Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("The fault " + name + " needs a number, not " + value, e);
    }
    double[] v = {
      duplicates, late, tooLate, malformed, conflicting, corrected, retractions, byDay, canaries
    };
    int[] n = {shuffleWindow, silentCommunes, dayLateCommunes};
    switch (name) {
      case "duplicates" -> v[0] = number;
      case "late" -> v[1] = number;
      case "too-late" -> v[2] = number;
      case "malformed" -> v[3] = number;
      case "conflicting" -> v[4] = number;
      case "corrected" -> v[5] = number;
      case "retractions" -> v[6] = number;
      case "by-day" -> v[7] = number;
      case "canaries" -> v[8] = number;
      case "shuffle" -> n[0] = (int) number;
      case "silent-communes" -> n[1] = (int) number;
      case "day-late-communes" -> n[2] = (int) number;
      default ->
          throw new IllegalArgumentException(
              "There is no fault "
                  + name
                  + "; choose of duplicates, late, too-late, malformed, conflicting, corrected,"
                  + " retractions, by-day, canaries, shuffle, silent-communes, day-late-communes.");
    }
    return new Faults(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], n[0], n[1], n[2]);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "duplicates=%s,late=%s,too-late=%s,malformed=%s,conflicting=%s,corrected=%s,"
            + "retractions=%s,by-day=%s,canaries=%s,shuffle=%s,silent-communes=%d,day-late-communes=%d",
        duplicates,
        late,
        tooLate,
        malformed,
        conflicting,
        corrected,
        retractions,
        byDay,
        canaries,
        shuffleWindow == WHOLE_RUN ? "all" : Integer.toString(shuffleWindow),
        silentCommunes,
        dayLateCommunes);
  }
}
