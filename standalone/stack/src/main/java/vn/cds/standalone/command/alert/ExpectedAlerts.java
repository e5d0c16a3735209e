package vn.cds.standalone.command.alert;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.file.DataText;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.standalone.error.UserError;

/**
 * Alerts that must fire: the communes that were made to lag, when, and the rule for it. A CSV with
 * the header {@code unit,rule,from,to} and RFC 3339 times.
 */
final class ExpectedAlerts {
  private static final String HEAD = "unit,rule,from,to";

  private record Delay(Instant from, Instant to) {}

  private record Lag(String unit, String rule, Instant from, Instant to) {
    boolean explains(AlertTransition fired) {
      return unit.equals(fired.unit())
          && rule.equals(fired.rule())
          && !fired.at().isBefore(from)
          && !fired.at().isAfter(to);
    }

    Delay delay(AlertTransition fired) {
      return new Delay(from, fired.at());
    }
  }

  /**
   * How well the alerts of a rule agree with those that must fire.
   *
   * @param delays of the lags that were found, in working hours from their beginning, sorted
   */
  record Score(int alerts, int rightAlerts, int lags, double[] delays) {
    @Override
    public String toString() {
      String score =
          "precision %s (%d of %d alerts), recall %s (%d of %d lags)"
              .formatted(
                  share(rightAlerts, alerts),
                  rightAlerts,
                  alerts,
                  share(delays.length, lags),
                  delays.length,
                  lags);
      return delays.length == 0
          ? score
          : score
              + ", delay in working hours: median %.1f, p95 %.1f"
                  .formatted(delays[delays.length / 2], delays[(int) (delays.length * 0.95)]);
    }

    private static String share(int part, int whole) {
      return whole == 0 ? "-" : "%.3f".formatted((double) part / whole);
    }
  }

  private final List<Lag> lags = new ArrayList<>();

  /** Reads a file. */
  static ExpectedAlerts read(Path file) {
    ExpectedAlerts truth = new ExpectedAlerts();
    List<String> lines = DataText.read(file).lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
      throw UserError.usage(file + ":1: the head must be " + HEAD);
    }
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      try {
        if (fields.length != 4) {
          throw new DateTimeException("it has " + fields.length + " fields, not 4");
        }
        truth.lags.add(new Lag(fields[0], fields[1], time(fields[2]), time(fields[3])));
      } catch (DateTimeException e) {
        throw UserError.usage("%s:%d: %s".formatted(file, i + 1, e.getMessage()), e);
      }
    }
    return truth;
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  /**
   * Compares, rule by rule; rules without an entry are left out. A lag that began before the first
   * moment explains an alert, but does not count as missed: its alert may have fired before.
   *
   * @param from the first moment for which alerts were told
   * @param to the last
   */
  Map<String, Score> score(
      List<AlertTransition> fired, Instant from, Instant to, WorkingCalendar calendar) {
    Map<String, Score> scores = new TreeMap<>();
    for (String rule : lags.stream().map(Lag::rule).distinct().toList()) {
      List<AlertTransition> alerts =
          fired.stream().filter(alert -> alert.rule().equals(rule)).toList();
      List<Lag> explaining = lags.stream().filter(lag -> lag.rule.equals(rule)).toList();
      List<Lag> wanted =
          explaining.stream()
              .filter(lag -> !lag.from.isBefore(from) && lag.from.isBefore(to))
              .toList();
      int right =
          (int)
              alerts.stream()
                  .filter(alert -> explaining.stream().anyMatch(lag -> lag.explains(alert)))
                  .count();
      double[] delays =
          wanted.stream()
              .flatMap(lag -> alerts.stream().filter(lag::explains).limit(1).map(lag::delay))
              .mapToDouble(delay -> calendar.workingMillis(delay.from, delay.to) / 3_600_000.0)
              .sorted()
              .toArray();
      scores.put(rule, new Score(alerts.size(), right, wanted.size(), delays));
    }
    return scores;
  }
}
