package vn.cds.alerts.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stray record must not end the watch over all communes. */
class ReadMessagesTest {
  private static final String ROW =
      "{\"table\":\"payment_hour\",\"commune_code\":\"14758\","
          + "\"window_start\":\"1970-01-01T01:00:00Z\",\"version\":7,\"counted\":9,"
          + "\"missed\":1,\"failed\":2,\"succeeded\":3}";

  @Test
  void aRowIsRead() throws Exception {
    assertThat(metrics(ROW))
        .containsExactly(
            Observation.ofHour(Observation.Kind.PAYMENTS, "38", "14758", 1, 7, 9, 2, 5, 1, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payment_hour!payment_minute",
        "14758!99999",
        "1970-01-01T01!1970-01-03T01",
        "1970-01-01T01:00:00Z!+999999999-01-01T01:00:00Z",
        "1970-01-01T01:00:00Z!today",
        "\"missed\":1!\"missed\":10",
        "\"failed\":2!\"failed\":-2",
        "\"failed\":2!\"failed\":null",
        "\"version\":7!\"version\":[7]",
        "\"version\":7!\"version\":99999999999999999999",
        "{!"
      })
  void whatIsNoneIsPassedOver(String change) throws Exception {
    String[] parts = change.split("!", 2);
    assertThat(ROW).contains(parts[0]);
    assertThat(metrics(ROW.replace(parts[0], parts[1]))).isEmpty();
  }

  @Test
  void aDeadLetterWithoutCommuneBelongsToNobody() throws Exception {
    String letter =
        "{\"topic\":\"cds.payments\",\"partition\":2,\"offset\":77,"
            + "\"append_time\":\"1970-01-01T01:20:00Z\",\"commune_code\":\"14758\"}";
    assertThat(refused(letter))
        .containsExactly(Observation.ofRefused("38", "14758", 1, "cds.payments/2", 77, 5));
    assertThat(refused(letter.replace("\"offset\":77,", ""))).isEmpty();
    assertThat(refused(letter.replace("\"14758\"", "null"))).isEmpty();
    assertThat(refused(letter.replace("append_time", "time"))).isEmpty();
  }

  private static List<Observation> metrics(String json) throws Exception {
    return Readings.ofMetrics(List.of(json.getBytes(StandardCharsets.UTF_8)), 5);
  }

  private static List<Observation> refused(String json) throws Exception {
    return Readings.ofRefused(List.of(json.getBytes(StandardCharsets.UTF_8)), 5);
  }
}
