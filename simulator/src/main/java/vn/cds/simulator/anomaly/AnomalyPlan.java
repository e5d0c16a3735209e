package vn.cds.simulator.anomaly;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.random.SeededRandom;

/**
 * Anomalies of some communes in a run, beside faults of single records: they lag, go silent,
 * recover or flap. So it is known which alerts must fire.
 *
 * @param intervals one commune each; those of a commune do not overlap
 */
public record AnomalyPlan(List<Interval> intervals) {

  /** No anomalies. */
  public static final AnomalyPlan NONE = new AnomalyPlan(List.of());

  /** What is wrong in a commune; its name is that of the alert rule that must fire. */
  public enum Anomaly {
    /**
     * No event of its dossiers is sent; afterwards the commune reports which of them have ended.
     */
    NO_SERVICE_REQUESTS,
    /** Four of five documents are not sent. */
    DOCUMENTS_BELOW_OWN_HISTORY,
    /** Nine of ten payments fail. */
    PAYMENT_FAILURES,
    /** Seven of ten dossiers are not finished any more. */
    OVERDUE_GROWS,
    /**
     * Eight of ten dossiers that would be on time are finished up to an hour after they were due.
     */
    ON_TIME_BELOW_TARGET;

    /** A demo is over before its dossiers are due. */
    private static final List<Anomaly> OF_DEMO =
        List.of(NO_SERVICE_REQUESTS, DOCUMENTS_BELOW_OWN_HISTORY, PAYMENT_FAILURES, OVERDUE_GROWS);

    /** Id of the rule, such as {@code payment-failures}. */
    public String rule() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The anomaly with that rule, or null. */
    static Anomaly of(String rule) {
      return Arrays.stream(values())
          .filter(anomaly -> anomaly.rule().equals(rule))
          .findFirst()
          .orElse(null);
    }
  }

  /**
   * The anomaly of a commune from one time to another.
   *
   * @param commune its code
   * @param from when it begins
   * @param to when it ends, exclusive
   * @param flap how long it lasts before it pauses for as long; zero: it never pauses
   */
  public record Interval(String commune, Anomaly anomaly, Instant from, Instant to, Duration flap) {

    boolean isActive(Instant time) {
      return !time.isBefore(from)
          && time.isBefore(to)
          && (flap.isZero() || Duration.between(from, time).toMillis() / flap.toMillis() % 2 == 0);
    }
  }

  private static final double SHARE = 0.1;
  private static final Duration LIVE_START = Duration.ofMinutes(1);
  private static final Duration LIVE_LENGTH = Duration.ofMinutes(30);
  private static final int TURNS = 40;

  /** The name of the anomaly of a commune that flaps. */
  private static final String FLAPS = "flaps";

  /** Five working days, with days of rest, and time to be told of them. */
  private static final Duration REST = Duration.ofDays(10);

  public AnomalyPlan {
    intervals = List.copyOf(intervals);
  }

  /** The names of all stories but none. */
  public static List<String> names() {
    return List.of("lagging");
  }

  /**
   * Reads what {@code --story} names, an anomaly plan and the communes it is for.
   *
   * @param text a name alone, or with communes of one's choice: {@code
   *     lagging:14797,14818=payment-failures,14833=flaps}
   * @return by the code of each chosen commune its anomaly, the id of a rule or {@code flaps}; ''
   *     where the story chooses. Empty where it chooses everything
   * @throws IllegalArgumentException for any other text; the message says what would be right
   */
  public static Map<String, String> chosen(String text) {
    String[] parts = text.split(":", 2);
    if (!names().contains(parts[0])) {
      throw new IllegalArgumentException(
          "There is no story " + parts[0] + "; choose one of " + String.join(", ", names()) + ".");
    }
    Map<String, String> chosen = new LinkedHashMap<>();
    for (String choice : parts.length == 1 ? new String[0] : parts[1].split(",", -1)) {
      String[] pair = choice.split("=", 2);
      String anomaly = pair.length == 1 ? "" : pair[1];
      if (!pair[0].matches("[0-9]{5}")
          || !(anomaly.isEmpty() || anomaly.equals(FLAPS) || Anomaly.of(anomaly) != null)) {
        throw new IllegalArgumentException(
            "\""
                + choice
                + "\" is no choice of a story; write a commune's five digits, alone or with =ANOMALY, one of "
                + Arrays.stream(Anomaly.values())
                    .map(Anomaly::rule)
                    .collect(Collectors.joining(", "))
                + ", "
                + FLAPS
                + ".");
      }
      if (chosen.put(pair[0], anomaly) != null) {
        throw new IllegalArgumentException("The story names the commune " + pair[0] + " twice.");
      }
    }
    return chosen;
  }

  /**
   * A tenth of the communes, at least one for each anomaly and one that flaps. In a run with an end
   * the anomalies begin on a working morning after its first half and last 3 to 5 working days, if
   * the run is long enough until ten days before its end. In a run without end they begin a minute
   * after its start and last half an hour.
   *
   * @param wanted what {@link #chosen} read; empty: the seed chooses
   * @param communes codes of those that send
   * @param until the end of the run, in milliseconds since 1970; {@link Long#MAX_VALUE}: none
   */
  public static AnomalyPlan lagging(
      Map<String, String> wanted,
      long seed,
      List<String> communes,
      long from,
      long until,
      WorkingCalendar calendar) {
    List<Anomaly> anomalies = until == Long.MAX_VALUE ? Anomaly.OF_DEMO : List.of(Anomaly.values());
    int many = Math.max(anomalies.size() + 1, (int) Math.round(SHARE * communes.size()));
    List<String> chosen =
        wanted.isEmpty()
            ? communes.stream()
                .sorted(
                    Comparator.comparingDouble(code -> SeededRandom.unitOf(seed, "story " + code)))
                .limit(many)
                .toList()
            : List.copyOf(wanted.keySet());
    List<Interval> intervals = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      String commune = chosen.get(i);
      if (!communes.contains(commune)) {
        throw new IllegalArgumentException(
            "The commune " + commune + " does not send in this run; choose another for the story.");
      }
      String wish = wanted.getOrDefault(commune, "");
      boolean flaps = wanted.isEmpty() ? i == anomalies.size() : wish.equals(FLAPS);
      Anomaly anomaly = flaps ? Anomaly.PAYMENT_FAILURES : Anomaly.of(wish);
      if (anomaly == null) {
        anomaly = anomalies.get(i % anomalies.size());
      } else if (!anomalies.contains(anomaly)) {
        throw new IllegalArgumentException(
            "A run without end is over before its dossiers are due: " + wish + " cannot be seen.");
      }
      SeededRandom random = SeededRandom.of(seed, "chapter " + commune, 0);
      Instant begin = Instant.ofEpochMilli(from).plus(LIVE_START);
      Instant end = begin.plus(LIVE_LENGTH);
      if (until != Long.MAX_VALUE) {
        long latest = Math.max((until - from) * 2 / 3, until - from - REST.toMillis());
        begin = workingMorning(from + random.between((until - from) / 2, latest), calendar);
        end = begin;
        for (int days = 3 + random.below(3); days > 0; days--) {
          end = workingMorning(end.toEpochMilli() + 1, calendar);
        }
      }
      intervals.add(
          new Interval(
              commune,
              anomaly,
              begin,
              end,
              flaps ? Duration.between(begin, end).dividedBy(TURNS) : Duration.ZERO));
    }
    return new AnomalyPlan(intervals);
  }

  /** The start of the first working day that begins after a time. */
  private static Instant workingMorning(long time, WorkingCalendar calendar) {
    LocalDate day = VietnamTime.localDay(Instant.ofEpochMilli(time)).plusDays(1);
    while (!calendar.isWorkingDay(day)) {
      day = day.plusDays(1);
    }
    return calendar.plusWorking(VietnamTime.startOfDay(day), 1).minusMillis(1);
  }
}
