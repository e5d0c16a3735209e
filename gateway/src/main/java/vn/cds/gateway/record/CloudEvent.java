package vn.cds.gateway.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The envelope of CloudEvents 1.0, JSON format. The CloudEvents SDK would read the event inside as
 * a tree and write it anew; here its bytes are kept, since the contract judges bytes.
 */
final class CloudEvent {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(64).maxNameLength(65_536).build())
          .build();

  private static final Set<String> NEEDED = Set.of("specversion", "id", "source", "type");

  private CloudEvent() {}

  /** The envelope is not one of CloudEvents 1.0 with an event in JSON; the message says why. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    private final String attribute;

    Invalid(String attribute, String sentence) {
      super(sentence);
      this.attribute = attribute;
    }

    /** The attribute to blame; null when it is the whole. */
    String attribute() {
      return attribute;
    }
  }

  /**
   * The bytes of the event inside.
   *
   * @throws Invalid when there is none
   */
  static byte[] data(byte[] envelope) throws Invalid {
    Map<String, String> attributes = new HashMap<>();
    byte[] data = null;
    try (JsonParser parser = JSON.createParser(envelope)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Invalid(null, "The record is no CloudEvent; send a JSON object.");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (attributes.put(name, value.isScalarValue() ? parser.getText() : "") != null) {
          throw new Invalid(name, name + " stands more than once; send it once.");
        }
        if (name.equals("data")) {
          data = bytes(envelope, parser);
        } else if (name.equals("data_base64") && value == JsonToken.VALUE_STRING) {
          data = parser.getBinaryValue();
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new Invalid(null, "The record has more behind its CloudEvent; send one JSON object.");
      }
    } catch (IOException e) {
      throw new Invalid(null, "The CloudEvent around the record is not well-formed JSON.");
    }
    check(attributes);
    if (data == null) {
      throw new Invalid("data", "data is absent; send the event in it.");
    }
    return data;
  }

  private static byte[] bytes(byte[] envelope, JsonParser parser) throws IOException, Invalid {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    if (from < 0) { // a parser of another encoding counts no bytes
      throw new Invalid(null, "The CloudEvent is not in UTF-8; send it in UTF-8.");
    }
    if (parser.currentToken().isStructStart()) {
      parser.skipChildren();
    } else {
      parser.finishToken();
    }
    int to = (int) parser.currentLocation().getByteOffset();
    return Arrays.copyOfRange(envelope, from, to);
  }

  private static void check(Map<String, String> attributes) throws Invalid {
    for (String name : NEEDED.stream().sorted().toList()) {
      if (attributes.getOrDefault(name, "").isBlank()) {
        throw new Invalid(
            name, name + " is absent or empty, but CloudEvents need it; send a text.");
      }
    }
    if (!attributes.get("specversion").equals("1.0")) {
      throw new Invalid("specversion", "specversion is not supported; send 1.0.");
    }
    if (attributes.containsKey("data") && attributes.containsKey("data_base64")) {
      throw new Invalid("data_base64", "data_base64 stands beside data; send one of them.");
    }
    String type = attributes.getOrDefault("datacontenttype", "application/json");
    String mediaType = type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
    if (!mediaType.equals("application/json") && !mediaType.endsWith("+json")) {
      throw new Invalid(
          "datacontenttype", "datacontenttype is not JSON; send the event as application/json.");
    }
  }
}
