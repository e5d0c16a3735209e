package vn.cds.notifier.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.cds.contract.alerts.Severity;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.contract.settings.Secret;
import vn.cds.notifier.delivery.Redactor;

class ConfigurationTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CDS_SMTP_PASSWORD",
          "canary-password",
          "CDS_HOTLINE_URL",
          "https://hotline.example.vn/canary-token",
          "CDS_HOTLINE_KEY",
          "canary-key");

  @TempDir Path dir;

  @Test
  void readsTheExample() throws IOException {
    NotifierConfiguration configuration = read(example(), ENVIRONMENT);
    assertThat(configuration.bootstrapServers()).isEqualTo("kafka-1:9092,kafka-2:9092");
    assertThat(configuration.digestTimes())
        .containsExactly(LocalTime.of(7, 30), LocalTime.of(16, 30));
    assertThat(configuration.smtp().security()).isEqualTo(NotifierConfiguration.Security.STARTTLS);
    assertThat(configuration.recipients())
        .extracting(Recipient::name)
        .containsExactly("thanh-hoa-leader", "hac-thanh-office", "hotline", "operators");
    Recipient leader = configuration.recipients().get(0);
    assertThat(leader.minimumSeverity()).isEqualTo(Severity.WARNING);
    assertThat(leader.quietHours()).isInstanceOf(QuietHours.OutsideWorkingHours.class);
    assertThat(leader.provinces()).isEqualTo(Set.of("38"));
    assertThat(configuration.recipients().get(2).groupInterval()).isEqualTo(Duration.ZERO);
    assertThat(configuration.silences().get(0).until())
        .isEqualTo(Instant.parse("2026-10-05T10:00:00Z"));
    assertThat(configuration.secrets())
        .extracting(Secret::reveal)
        .containsExactlyInAnyOrderElementsOf(ENVIRONMENT.values());
    assertThat(configuration + " " + configuration.smtp() + configuration.recipients())
        .doesNotContain("canary");
  }

  @Test
  void namesEveryFaultWithItsLine() throws IOException {
    String text =
        """
        format: 2
        board: board.example.vn
        group_wait: PT2H
        digests: [07:30, half past four]
        smtp:
          host: mail.example.vn
          port: 70000
          security: none
          user: cds
          password: canary-secret
          from: nobody
        recipients:
          - name: Leader
            channel: pigeon
          - name: two
            channel: webhook
            url: https://hooks.example.vn/?token=canary-token
            key: env:MISSING
            communes: [14758]
          - name: two
            channel: mail
            to: a@example.vn, b@example.vn
            provinces: [Thanh Hoa]
            quiet_hours: 21-06
            delivery: sometimes
            colour: red
        silences:
          - owner: a
            reason: b
            until: tomorrow
        """;
    assertThatThrownBy(() -> read(text, Map.of()))
        .isInstanceOfSatisfying(
            InvalidDataFile.class,
            e -> {
              assertThat(e.errors().stream().map(error -> error.split(" ", 3)).toList())
                  .extracting(words -> words[0] + ' ' + words[1])
                  .containsExactlyInAnyOrder(
                      "notifier.yaml:1: format",
                      "notifier.yaml:2: board",
                      "notifier.yaml:3: group_wait",
                      "notifier.yaml:4: digests",
                      "notifier.yaml:7: port",
                      "notifier.yaml:8: security",
                      "notifier.yaml:10: password",
                      "notifier.yaml:11: from",
                      "notifier.yaml:13: name",
                      "notifier.yaml:14: channel",
                      "notifier.yaml:17: url",
                      "notifier.yaml:18: key",
                      "notifier.yaml:19: communes",
                      "notifier.yaml:20: name",
                      "notifier.yaml:21: channel",
                      "notifier.yaml:22: to",
                      "notifier.yaml:23: provinces",
                      "notifier.yaml:24: quiet_hours",
                      "notifier.yaml:25: delivery",
                      "notifier.yaml:26: colour",
                      "notifier.yaml:28: owner",
                      "notifier.yaml:30: until");
              assertThat(e.getMessage()).doesNotContain("canary");
            });
  }

  @Test
  void textsWithLineBreaksOrHiddenCharactersAreRefused() {
    String text =
        """
        format: 1
        board: http://127.0.0.1:8080
        silences:
          - owner: "An\\nBcc: x@example.vn"
            reason: "\\u202Eflood"
            until: 2099-10-05T17:00:00+07:00
            unit: 14758
        """;
    assertThatThrownBy(() -> read(text, Map.of()))
        .hasMessageContaining("notifier.yaml:4: owner has a line break")
        .hasMessageContaining("notifier.yaml:5: reason has the character U+202E");
  }

  @Test
  void readsSecretsFromFilesBesideIt() throws IOException {
    Files.writeString(dir.resolve("token"), "canary-token\n");
    String text =
        """
        format: 1
        board: http://127.0.0.1:8080
        alertmanagers:
          - url: http://127.0.0.1:9093
            bearer_token: file:token
        """;
    NotifierConfiguration configuration = read(text, Map.of());
    assertThat(configuration.secrets()).extracting(Secret::reveal).containsExactly("canary-token");
    assertThat(configuration.board()).hasToString("http://127.0.0.1:8080/");
  }

  @Test
  void takesSecretsOutOfTheWordsOfOthers() {
    Redactor redactor = new Redactor(List.of(new Secret("canary")));
    String text =
        redactor.describe(
            new IOException("refused", new IOException("535 canary\r\nY2FuYXJ5 is wrong")));
    assertThat(text).isEqualTo("refused: 535 *** *** is wrong");
  }

  private static String example() throws IOException {
    try (InputStream in =
        NotifierConfiguration.class.getResourceAsStream("/vn/cds/notifier/notifier.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private NotifierConfiguration read(String text, Map<String, String> environment)
      throws IOException {
    Path file = Files.writeString(dir.resolve("notifier.yaml"), text);
    return NotifierConfiguration.read(file, environment);
  }
}
