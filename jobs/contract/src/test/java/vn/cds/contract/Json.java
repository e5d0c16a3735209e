package vn.cds.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** JSON as a library reads it that the contract does not use for events. */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  public static JsonNode read(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the bytes are one JSON value in UTF-8, by Java's decoder and Jackson's reader. */
  public static boolean isJson(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode node = MAPPER.readTree(text);
      return node != null && !node.isMissingNode();
    } catch (CharacterCodingException | JsonProcessingException e) {
      return false;
    }
  }

  public static byte[] resource(String name) {
    try (InputStream stream = Json.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalArgumentException("there is no " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] object(List<RandomEvents.JsonField> fields) {
    return fields.stream()
        .map(field -> "\"" + field.name() + "\":" + field.raw())
        .collect(Collectors.joining(",", "{", "}"))
        .getBytes(StandardCharsets.UTF_8);
  }
}
