package vn.cds.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayTest {
  private static final List<String> VALUES =
      List.of(
          "{}",
          "{\"a\": [1, {\"b\": \"]\"}]}",
          "\"\\\"],[\\\\\"",
          "{\"é\": \"\\u005d\"}",
          "[]",
          "[[1], [2]]",
          "-1.5e3",
          "null",
          "{\"a\": \"{[\"}",
          "{]}");
  private static final List<String> SPACES = List.of("", " ", "\n", "\r\n\t");

  @Test
  void elementsAreThoseThatWereJoined() throws UnreadableBody {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<String> values = new ArrayList<>();
      StringBuilder array = new StringBuilder(space(random)).append('[').append(space(random));
      for (int i = random.nextInt(6); i > 0; i--) {
        String value = VALUES.get(random.nextInt(VALUES.size()));
        array.append(values.isEmpty() ? "" : ",").append(space(random));
        array.append(value).append(space(random));
        values.add(value);
      }
      array.append(']').append(space(random));
      assertThat(JsonArray.elements(bytes(array.toString())).stream().map(JsonArrayTest::text))
          .as("seed %d: %s", seed, array)
          .containsExactlyElementsOf(values);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[", "[1", "[1,", "[\"]", "[1] 2", "[1]]", "[{]", "[\"\\"})
  void whatIsNoArrayIsRefused(String text) {
    assertThatThrownBy(() -> JsonArray.elements(bytes(text)))
        .isInstanceOf(UnreadableBody.class)
        .hasMessageStartingWith("The body is not one JSON array");
  }

  @Test
  void anElementThatIsMissingIsEmpty() throws UnreadableBody {
    assertThat(JsonArray.elements(bytes("[ , 1,]")))
        .map(JsonArrayTest::text)
        .containsExactly("", "1", "");
  }

  private static String space(Random random) {
    return SPACES.get(random.nextInt(SPACES.size()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
