package vn.cds.gateway.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a JSON array into its elements without judging them: an element that is not JSON is a fault
 * of this element, which the decoder finds, and not of the others.
 */
final class JsonArray {

  private static final String NO_ARRAY =
      "The body is not one JSON array; send [ and ] around the records, a comma between them and"
          + " nothing behind.";

  private JsonArray() {}

  /** Whether the first character is that of an array. */
  static boolean begins(byte[] json) {
    int first = afterSpace(json, 0);
    return first < json.length && json[first] == '[';
  }

  /** The elements, without the white space around them. */
  static List<byte[]> elements(byte[] json) throws UnreadableBody {
    if (!begins(json)) {
      throw UnreadableBody.of(NO_ARRAY);
    }
    List<byte[]> elements = new ArrayList<>();
    int i = afterSpace(json, 0) + 1;
    boolean ended = afterSpace(json, i) < json.length && json[afterSpace(json, i)] == ']';
    if (ended) {
      i = afterSpace(json, i);
    }
    while (!ended) {
      int end = endOfElement(json, i);
      if (elements.size() == BodyFormat.MOST_RECORDS) {
        throw UnreadableBody.tooMany();
      }
      elements.add(trimmed(json, i, end));
      ended = json[end] == ']';
      i = ended ? end : end + 1;
    }
    if (afterSpace(json, i + 1) < json.length) {
      throw UnreadableBody.of(NO_ARRAY);
    }
    return elements;
  }

  /** The place of the comma or bracket that ends the element that begins here. */
  private static int endOfElement(byte[] json, int from) throws UnreadableBody {
    int depth = 0;
    boolean text = false;
    for (int i = from; i < json.length; i++) {
      byte b = json[i];
      if (text) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          text = false;
        }
      } else if (depth == 0 && (b == ',' || b == ']')) {
        return i;
      } else if (b == '"') {
        text = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if ((b == '}' || b == ']') && depth > 0) {
        depth--;
      }
    }
    throw UnreadableBody.of(NO_ARRAY);
  }

  private static byte[] trimmed(byte[] json, int from, int end) {
    int first = Math.min(afterSpace(json, from), end);
    int last = end;
    while (last > first && isSpace(json[last - 1])) {
      last--;
    }
    return Arrays.copyOfRange(json, first, last);
  }

  /** The first place from here on that holds no white space. */
  static int afterSpace(byte[] json, int from) {
    int i = from;
    while (i < json.length && isSpace(json[i])) {
      i++;
    }
    return i;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
