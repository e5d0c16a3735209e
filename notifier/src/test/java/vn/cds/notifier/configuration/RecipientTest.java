package vn.cds.notifier.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.cds.notifier.TestAlerts.MONDAY;
import static vn.cds.notifier.TestAlerts.fired;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.contract.alerts.Severity;
import vn.cds.notifier.TestAlerts;
import vn.cds.notifier.alert.OwnAlert;

/** Everybody is told of what is theirs. */
class RecipientTest {

  /** A dot stands for all. */
  @ParameterizedTest
  @CsvSource({
    ".,         .,           NOTICE,   true",
    "38,        .,           NOTICE,   true",
    "01,        .,           NOTICE,   false",
    "01 38,     .,           NOTICE,   true",
    ".,         14758,       NOTICE,   true",
    ".,         14761,       NOTICE,   false",
    "38,        14758 14761, NOTICE,   true",
    "01,        14758,       NOTICE,   false",
    ".,         .,           WARNING,  true",
    ".,         .,           CRITICAL, false",
  })
  void isConcernedByWarningsOfTheirCommunes(
      String provinces, String communes, Severity minimum, boolean concerned) {
    Recipient recipient = recipient(provinces, communes, minimum, false);
    assertThat(recipient.isConcernedBy(fired("38", "14758", Severity.WARNING, MONDAY)))
        .isEqualTo(concerned);
  }

  @Test
  void theFeedOfAProvinceConcernsItsCommunes() {
    AlertTransition feed = fired(TestAlerts.FEED, "38", "38", Severity.CRITICAL, MONDAY);
    assertThat(recipient("38", "14758", Severity.WARNING, false).isConcernedBy(feed)).isTrue();
    assertThat(recipient("01", ".", Severity.NOTICE, false).isConcernedBy(feed)).isFalse();
  }

  @Test
  void thatTheJobIsSilentConcernsOperatorsAlone() {
    AlertTransition silent = OwnAlert.fired(MONDAY, MONDAY);
    assertThat(recipient("38", "14758", Severity.CRITICAL, true).isConcernedBy(silent)).isTrue();
    assertThat(recipient(".", ".", Severity.NOTICE, false).isConcernedBy(silent)).isFalse();
  }

  private static Recipient recipient(
      String provinces, String communes, Severity minimum, boolean operator) {
    return new Recipient(
        "leader",
        codes(provinces),
        codes(communes),
        minimum,
        new DeliveryChannel.WebhookLog(Path.of("unused")),
        Locale.forLanguageTag("vi"),
        Recipient.Mode.IMMEDIATE,
        new QuietHours.None(),
        false,
        operator,
        NotifierConfiguration.GROUP_INTERVAL);
  }

  private static Set<String> codes(String text) {
    return text.equals(".") ? Set.of() : Set.of(text.split(" "));
  }
}
