package vn.cds.standalone.command;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import vn.cds.contract.DataText;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.standalone.UserError;

/**
 * Which communes were made to lag, when, and by which rule that should be told: a CSV with the head
 * {@code unit,rule,from,to} and RFC 3339 times.
 */
final class LagTruth {
  private static final String HEAD = "unit,rule,from,to";

  private record Lag(String unit, String rule, Instant from, Instant to) {
    boolean explains(AlertTransition fired) {
      return unit.equals(fired.unit())
          && rule.equals(fired.rule())
          && !fired.at().isBefore(from)
          && !fired.at().isAfter(to);
    }
  }

  /** How well alerts agree with it. */
  record Score(int alerts, int rightAlerts, int lags, int foundLags) {
    @Override
    public String toString() {
      return "precision %s (%d of %d alerts), recall %s (%d of %d lags)"
          .formatted(
              share(rightAlerts, alerts),
              rightAlerts,
              alerts,
              share(foundLags, lags),
              foundLags,
              lags);
    }

    private static String share(int part, int whole) {
      return whole == 0 ? "-" : "%.3f".formatted((double) part / whole);
    }
  }

  private final List<Lag> lags = new ArrayList<>();

  /** Reads a file. */
  static LagTruth read(Path file) {
    LagTruth truth = new LagTruth();
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

  /** Compares; alerts of rules that the truth says nothing about do not count. */
  Score score(List<AlertTransition> fired) {
    Set<Lag> found = new HashSet<>();
    int alerts = 0;
    int right = 0;
    for (AlertTransition alert : fired) {
      if (lags.stream().anyMatch(lag -> lag.rule.equals(alert.rule()))) {
        alerts++;
        List<Lag> reasons = lags.stream().filter(lag -> lag.explains(alert)).toList();
        found.addAll(reasons);
        right += reasons.isEmpty() ? 0 : 1;
      }
    }
    return new Score(alerts, right, lags.size(), found.size());
  }
}
