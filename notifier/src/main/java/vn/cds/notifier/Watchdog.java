package vn.cds.notifier;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.cds.contract.alerts.AlertHeartbeat;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.notifier.alert.OwnAlert;
import vn.cds.notifier.ledger.LedgerEntry;

/** Detects that the alert job no longer judges a province, and that it judges all again. */
final class Watchdog {
  private final Duration silentAfter;
  private final Instant startedAt;
  private final Map<String, Instant> heartbeats = new HashMap<>();
  private LedgerEntry.OfSilence silence;

  Watchdog(Duration silentAfter, Instant startedAt) {
    this.silentAfter = silentAfter;
    this.startedAt = startedAt;
  }

  /** Continues with the last silence of the ledger; returns the transitions of its alert. */
  List<AlertTransition> restore(LedgerEntry.OfSilence known) {
    silence = known;
    AlertTransition fired = OwnAlert.fired(known.since(), known.since().plus(silentAfter));
    return known.until() == null
        ? List.of(fired)
        : List.of(fired, OwnAlert.resolved(known.since(), known.until()));
  }

  /** Takes a heartbeat. A time in the future counts as now: it must not hide a later silence. */
  void take(AlertHeartbeat heartbeat, Instant now) {
    Instant at = heartbeat.at().isAfter(now) ? now : heartbeat.at();
    heartbeats.merge(heartbeat.province(), at, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** Whether every province that was ever seen is judged. */
  boolean isHealthy(Instant now) {
    return !heartbeats.isEmpty() && !oldest().isBefore(now.minus(silentAfter));
  }

  /** When the province judged longest ago was judged; the start when none ever was. */
  private Instant oldest() {
    return heartbeats.values().stream().min(Instant::compareTo).orElse(startedAt);
  }

  /** The silence that has begun, or the last one with its end; empty when nothing has changed. */
  Optional<LedgerEntry.OfSilence> check(Instant now) {
    boolean silent = silence != null && silence.until() == null;
    boolean starting = startedAt.isAfter(now.minus(silentAfter));
    if (silent == !isHealthy(now) || (!silent && starting)) {
      return Optional.empty();
    }
    silence =
        silent
            ? new LedgerEntry.OfSilence(silence.since(), now)
            : new LedgerEntry.OfSilence(oldest(), null);
    return Optional.of(silence);
  }

  /** The transition of the alert about a silence. */
  AlertTransition transition(LedgerEntry.OfSilence change, Instant now) {
    return change.until() == null
        ? OwnAlert.fired(change.since(), now)
        : OwnAlert.resolved(change.since(), now);
  }
}
