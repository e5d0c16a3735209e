package vn.cds.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {
  private static final String ENVELOPE =
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",%s}";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theEventInsideIsKeptByteForByte() throws CloudEvent.Invalid {
    for (String data :
        new String[] {
          "{\"a\" : 1.50,\"a\":\"é\"\n}", "[1, {\"b\":\"}\"}]", "\"text\"", "17", "true", "null"
        }) {
      assertThat(CloudEvent.data(bytes(ENVELOPE.formatted("\"é\":1,\"data\": " + data + " "))))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(data);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | id is absent or empty, but CloudEvents need it; send a text.",
        "[] | The record is no CloudEvent; send a JSON object.",
        "{\"a\" | The CloudEvent around the record is not well-formed JSON.",
        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{}} | specversion is not supported; send 1.0.",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"} | data is absent; send the event in it.",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"id\":\"2\"} | id stands more than once; send it once.",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"datacontenttype\":\"text/xml\",\"data\":\"<a/>\"} | datacontenttype is not JSON; send the event as application/json.",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{},\"data_base64\":\"e30=\"} | data_base64 stands beside data; send one of them.",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{}} {} | The record has more behind its CloudEvent; send one JSON object.",
      })
  void whatIsNoCloudEventIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> CloudEvent.data(bytes(text)))
        .isInstanceOf(CloudEvent.Invalid.class)
        .hasMessage(sentence);
  }

  @Test
  void anotherEncodingIsRefused() {
    String event = ENVELOPE.formatted("\"data\": {}");
    assertThatThrownBy(() -> CloudEvent.data(event.getBytes(StandardCharsets.UTF_16)))
        .isInstanceOf(CloudEvent.Invalid.class)
        .hasMessage("The CloudEvent is not in UTF-8; send it in UTF-8.");
  }
}
