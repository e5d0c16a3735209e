package vn.cds.notifier;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.RuleScope;
import vn.cds.contract.alerts.Severity;
import vn.cds.notifier.configuration.DeliveryChannel;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.notifier.configuration.QuietHours;
import vn.cds.notifier.configuration.Recipient;

/** Transitions and configurations for tests. */
public final class TestAlerts {
  public static final String RULE = "on-time-below-target";
  public static final String FEED = "feed-service-requests";
  public static final URI BOARD = URI.create("https://board.example.vn/");

  /** A Monday, 10:00 in Vietnam. */
  public static final Instant MONDAY = Instant.parse("2026-10-05T03:00:00Z");

  private TestAlerts() {}

  public static AlertTransition fired(String province, String unit, Severity severity, Instant at) {
    return fired(RULE, province, unit, severity, at);
  }

  public static AlertTransition fired(
      String rule, String province, String unit, Severity severity, Instant at) {
    return new AlertTransition(
        UUID.nameUUIDFromBytes((rule + unit + at).getBytes(StandardCharsets.UTF_8)),
        AlertTransition.Kind.FIRED,
        rule,
        1,
        1,
        "Tỷ lệ hồ sơ đúng hạn dưới mục tiêu",
        "Share of dossiers done on time is below the target",
        unit,
        "Phường " + unit,
        unit.equals(province) ? RuleScope.PROVINCE : RuleScope.COMMUNE,
        province,
        "on-time",
        severity,
        at,
        at.minus(Duration.ofHours(4)),
        0.61,
        40L,
        0.46,
        0.74,
        0.9,
        0.97,
        0.55,
        null);
  }

  public static AlertTransition resolved(AlertTransition fired, Instant at) {
    return new AlertTransition(
        fired.episode(),
        AlertTransition.Kind.RESOLVED,
        fired.rule(),
        fired.ruleVersion(),
        fired.ruleSetVersion(),
        fired.nameVi(),
        fired.nameEn(),
        fired.unit(),
        fired.unitName(),
        fired.scope(),
        fired.province(),
        fired.indicator(),
        fired.severity(),
        at,
        fired.since(),
        0.95,
        44L,
        0.84,
        0.99,
        0.9,
        0.97,
        0.5,
        AlertTransition.Ending.CLEARED);
  }

  public static Recipient recipient(String name, Recipient.Mode mode, DeliveryChannel channel) {
    return recipient(name, mode, channel, new QuietHours.None(), false);
  }

  public static Recipient recipient(
      String name, Recipient.Mode mode, DeliveryChannel channel, QuietHours quiet, boolean wake) {
    return new Recipient(
        name,
        Set.of(),
        Set.of(),
        Severity.NOTICE,
        channel,
        Locale.forLanguageTag("vi"),
        mode,
        quiet,
        wake,
        false,
        NotifierConfiguration.GROUP_INTERVAL);
  }

  public static NotifierConfiguration configuration(
      String bootstrapServers, Recipient... recipients) {
    return new NotifierConfiguration(
        Map.of(NotifierConfiguration.BOOTSTRAP_SERVERS, bootstrapServers),
        BOARD,
        NotifierConfiguration.GROUP_WAIT,
        Duration.ofSeconds(2),
        NotifierConfiguration.DIGEST_TIMES,
        null,
        List.of(),
        new NotifierConfiguration.Watching(NotifierConfiguration.SILENT_AFTER, null),
        List.of(recipients),
        List.of(),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }
}
