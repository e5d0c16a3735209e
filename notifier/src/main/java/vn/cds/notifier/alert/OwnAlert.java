package vn.cds.notifier.alert;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.RuleScope;
import vn.cds.contract.alerts.Severity;

/** The alert that the notifier itself raises for operators: the alert job is silent. */
public final class OwnAlert {
  static final String RULE = "alert-job-silent";
  public static final String EVERYWHERE = "00";
  private static final String NAME_VI = "Bộ cảnh báo ngừng hoạt động; cảnh báo đang mở vẫn còn mở";
  private static final String NAME_EN = "The alert job is silent; open alerts are still open";

  private OwnAlert() {}

  public static boolean isOwn(AlertTransition transition) {
    return transition.rule().equals(RULE);
  }

  public static AlertTransition fired(Instant since, Instant now) {
    return transition(AlertTransition.Kind.FIRED, since, now, null);
  }

  public static AlertTransition resolved(Instant since, Instant now) {
    return transition(AlertTransition.Kind.RESOLVED, since, now, AlertTransition.Ending.CLEARED);
  }

  private static AlertTransition transition(
      AlertTransition.Kind kind, Instant since, Instant now, AlertTransition.Ending ending) {
    return new AlertTransition(
        UUID.nameUUIDFromBytes((RULE + '|' + since).getBytes(StandardCharsets.UTF_8)),
        kind,
        RULE,
        1,
        1,
        NAME_VI,
        NAME_EN,
        EVERYWHERE,
        "CĐS",
        RuleScope.PROVINCE,
        EVERYWHERE,
        "heartbeat",
        Severity.CRITICAL,
        now,
        since,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        ending);
  }
}
