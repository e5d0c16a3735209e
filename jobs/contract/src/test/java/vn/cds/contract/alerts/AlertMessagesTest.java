package vn.cds.contract.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.alerts.AlertSilence.State;

class AlertMessagesTest {
  private static final AlertTransition FIRED =
      new AlertTransition(
          UUID.fromString("1c0e6f5a-8d31-3f0c-9a53-2f6f4c2f0a11"),
          AlertTransition.Kind.FIRED,
          "on-time-below-target",
          1,
          3,
          "Tỷ lệ hồ sơ đúng hạn dưới mục tiêu",
          "Share of dossiers done on time is below the target",
          "14758",
          "Phường Hạc Thành",
          RuleScope.COMMUNE,
          "38",
          "on-time",
          Severity.WARNING,
          Instant.parse("2026-10-05T07:03:10Z"),
          Instant.parse("2026-10-05T03:00:00.250Z"),
          0.61,
          40L,
          0.46,
          0.74,
          0.9,
          null,
          0.55,
          null);

  /** The example of docs/alerting.md: what is on the topic never changes its form. */
  @Test
  void theJsonIsThatOfTheContract() {
    assertThat(new String(FIRED.encode(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"schema_version\":1,\"episode\":\"1c0e6f5a-8d31-3f0c-9a53-2f6f4c2f0a11\","
                + "\"kind\":\"fired\",\"rule\":\"on-time-below-target\",\"rule_version\":1,"
                + "\"rule_set_version\":3,\"name_vi\":\"Tỷ lệ hồ sơ đúng hạn dưới mục tiêu\","
                + "\"name_en\":\"Share of dossiers done on time is below the target\","
                + "\"unit\":\"14758\",\"unit_name\":\"Phường Hạc Thành\",\"scope\":\"commune\","
                + "\"province\":\"38\",\"indicator\":\"on-time\",\"severity\":\"warning\","
                + "\"at\":\"2026-10-05T14:03:10+07:00\",\"since\":\"2026-10-05T10:00:00.25+07:00\","
                + "\"value\":0.61,\"n\":40,\"lower\":0.46,\"upper\":0.74,\"target\":0.9,"
                + "\"worst\":0.55}");
    assertThat(FIRED.identity()).isEqualTo("on-time-below-target|14758|on-time");
  }

  private static final AlertSilence SILENCE =
      new AlertSilence(
          UUID.fromString("5b0c7d9e-02a1-4c0e-9d0c-3c64f7a0b1de"),
          "An, Sở KH&CN",
          "Chuyển trung tâm dữ liệu",
          Instant.parse("2026-10-05T01:00:00Z"),
          Instant.parse("2026-10-05T10:00:00Z"),
          "feed-service-requests",
          "38",
          null,
          null);

  /** The example of docs/alerting.md. */
  @Test
  void theJsonOfASilenceIsThatOfTheContract() {
    assertThat(new String(SILENCE.encode(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"schema_version\":1,\"silence\":\"5b0c7d9e-02a1-4c0e-9d0c-3c64f7a0b1de\","
                + "\"owner\":\"An, Sở KH&CN\",\"reason\":\"Chuyển trung tâm dữ liệu\","
                + "\"begins\":\"2026-10-05T08:00:00+07:00\",\"ends\":\"2026-10-05T17:00:00+07:00\","
                + "\"rule\":\"feed-service-requests\",\"province\":\"38\"}");
    assertThat(AlertSilence.decode(SILENCE.encode())).isEqualTo(SILENCE);
    AlertSilence ended = SILENCE.endedAt(SILENCE.begins().plusSeconds(60), "Bình");
    assertThat(AlertSilence.decode(ended.encode())).isEqualTo(ended);
  }

  @Test
  void aSilenceIsToComeStandsAndIsOver() {
    assertThat(SILENCE.state(SILENCE.begins().minusMillis(1))).isEqualTo(State.COMING);
    assertThat(SILENCE.state(SILENCE.begins())).isEqualTo(State.STANDING);
    assertThat(SILENCE.state(SILENCE.ends())).isEqualTo(State.OVER);
    AlertSilence never = SILENCE.endedAt(SILENCE.begins().minusSeconds(60), "Bình");
    assertThat(never.state(SILENCE.begins())).isEqualTo(State.OVER);
    assertThat(never.ends()).isEqualTo(SILENCE.begins());
    String json = new String(SILENCE.encode(), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> silence(json.replaceAll(",\"rule.*}", "}")))
        .isInstanceOf(InvalidAlertMessage.class)
        .hasMessageContaining("name a rule, a province or a unit");
    assertThatThrownBy(() -> silence(json.replace("T17", "T07")))
        .isInstanceOf(InvalidAlertMessage.class)
        .hasMessageContaining("before it begins");
  }

  private static AlertSilence silence(String json) {
    return AlertSilence.decode(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatWasWrittenIsRead() {
    assertThat(AlertTransition.decode(FIRED.encode())).isEqualTo(FIRED);
    AlertHeartbeat heartbeat = new AlertHeartbeat("38", Instant.parse("2026-10-05T07:00:00Z"), 3);
    assertThat(AlertHeartbeat.decode(heartbeat.encode())).isEqualTo(heartbeat);
  }

  @Test
  void aResolvedOneSaysWhyItEnded() {
    String resolved =
        json().replace("\"kind\":\"fired\"", "\"kind\":\"resolved\",\"ending\":\"rule-removed\"");
    assertThat(decode(resolved).ending()).isEqualTo(AlertTransition.Ending.RULE_REMOVED);
    assertThatThrownBy(() -> decode(json().replace("\"fired\"", "\"resolved\"")))
        .isInstanceOf(InvalidAlertMessage.class)
        .hasMessage("The transition: ending is absent or empty.");
  }

  @Test
  void aFieldOfALaterReleaseIsPassedOver() {
    String later = json().replace("\"n\":40", "\"n\":40,\"later\":{\"a\":[1]},\"flag\":true");
    assertThat(decode(later)).isEqualTo(FIRED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "\"schema_version\":1!\"schema_version\":2!schema_version is 2, known is 1; use the release that wrote it",
        "\"kind\":\"fired\"!\"kind\":\"told\"!kind is \"told\"; it must be one of fired, resolved",
        "\"unit\":\"14758\",!!unit is absent or empty",
        "\"rule_version\":1!\"rule_version\":\"1\"!rule_version is 1; it must be a whole number",
        "\"n\":40!\"n\":1.5!n is 1.5; it must be a whole number",
        "\"value\":0.61!\"value\":true!value is true; it must be a number",
        "14:03:10+07:00!14:03:10!at is \"2026-10-05T14:03:10\"; it must be an RFC 3339 time with its offset",
        "\"unit\":\"14758\"!\"unit\":\"14758\\nBcc: a\"!unit is \"14758 Bcc: a\", which is no code",
        "\"province\":\"38\"!\"province\":\"\"!province is \"\", which is no code",
        "\"rule\":\"on-time-below-target\"!\"rule\":\"\u202ea\"!rule is \"a\", which is no code",
        "\"value\":0.61!\"value\":1e999!value is out of range",
        "2026-10-05T14:03:10+07:00!+999999999-12-31T23:59:59Z!at is +999999999-12-31T23:59:59Z, which is out of range",
        "1c0e6f5a-!!episode is \"8d31-3f0c-9a53-2f6f4c2f0a11\"; it must be a UUID",
      })
  void whatIsWrongIsNamed(String right, String wrong, String fault) {
    assertThatThrownBy(() -> decode(json().replace(right, wrong == null ? "" : wrong)))
        .isInstanceOf(InvalidAlertMessage.class)
        .hasMessage("The transition: " + fault + ".");
  }

  /** The alert is told all the same. */
  @Test
  void namesAreCleanedAndCut() {
    String hostile =
        json()
            .replace("Phường Hạc Thành", "Phường\\r\\nBcc: a\u202e\\u200b")
            .replace("Share of dossiers", "a".repeat(2000));
    assertThat(decode(hostile).unitName()).isEqualTo("Phường  Bcc: a");
    assertThat(decode(hostile).nameEn()).hasSize(1000);
    String silence =
        new String(SILENCE.encode(), StandardCharsets.UTF_8)
            .replace("Chuyển", "\u202eChuyển\\n")
            .replace("\"rule\":\"feed", "\"rule\":\"feed x");
    assertThatThrownBy(() -> silence(silence)).hasMessageContaining("which is no code");
    assertThat(silence(silence.replace("feed x", "feed")).reason())
        .isEqualTo("Chuyển  trung tâm dữ liệu");
  }

  @Test
  void whatIsNoObjectIsRefused() {
    for (String text :
        new String[] {"", "[]", "{", "{\"schema_version\":1} 2", "{\"a\":1,\"a\":2}"}) {
      assertThatThrownBy(() -> decode(text)).isInstanceOf(InvalidAlertMessage.class);
    }
    assertThatThrownBy(() -> AlertTransition.decode(null)).isInstanceOf(InvalidAlertMessage.class);
  }

  private static String json() {
    return new String(FIRED.encode(), StandardCharsets.UTF_8);
  }

  private static AlertTransition decode(String json) {
    return AlertTransition.decode(json.getBytes(StandardCharsets.UTF_8));
  }
}
