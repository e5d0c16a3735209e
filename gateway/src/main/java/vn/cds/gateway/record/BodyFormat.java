package vn.cds.gateway.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How records stand in the body of a request. */
public enum BodyFormat {
  /** One event, or an array of events. */
  JSON("application/json"),
  /** One event a line. */
  LINES("application/x-ndjson"),
  /** One CloudEvent in structured mode. */
  CLOUD_EVENT("application/cloudevents+json"),
  /** An array of CloudEvents. */
  CLOUD_EVENTS("application/cloudevents-batch+json");

  /** Of one request. */
  public static final int MOST_RECORDS = 10_000;

  private final String mediaType;

  BodyFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * The format of a Content-Type, or null when it is another one, or names an encoding other than
   * UTF-8.
   */
  public static BodyFormat of(String contentType) {
    if (contentType == null) {
      return null;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace("\"", "").strip();
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return null;
      }
    }
    return Arrays.stream(values())
        .filter(format -> format.mediaType.equals(parts[0].strip()))
        .findAny()
        .orElse(null);
  }

  /** The media types, for a sentence. */
  public static String mediaTypes() {
    return String.join(", ", Arrays.stream(values()).map(format -> format.mediaType).toList());
  }

  /** Whether each record is the event inside a CloudEvent. */
  boolean isWrapped() {
    return this == CLOUD_EVENT || this == CLOUD_EVENTS;
  }

  /**
   * The records, byte for byte as they stand in the body.
   *
   * @throws UnreadableBody when it is not clear where they begin and end
   */
  public List<byte[]> split(byte[] body) throws UnreadableBody {
    List<byte[]> records =
        switch (this) {
          case JSON -> JsonArray.begins(body) ? JsonArray.elements(body) : whole(body);
          case LINES -> lines(body);
          case CLOUD_EVENT -> whole(body);
          case CLOUD_EVENTS -> JsonArray.elements(body);
        };
    if (records.isEmpty()) {
      throw UnreadableBody.of("The body has no record; send at least one.");
    }
    return records;
  }

  private static List<byte[]> whole(byte[] body) {
    int from = JsonArray.afterSpace(body, 0);
    int to = body.length;
    while (to > from && JsonArray.isSpace(body[to - 1])) {
      to--;
    }
    return from == to ? List.of() : List.of(Arrays.copyOfRange(body, from, to));
  }

  private static List<byte[]> lines(byte[] body) throws UnreadableBody {
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    while (from < body.length) {
      int end = from;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      int to = end > from && body[end - 1] == '\r' ? end - 1 : end;
      if (JsonArray.afterSpace(body, from) < to) {
        if (lines.size() == MOST_RECORDS) {
          throw UnreadableBody.tooMany();
        }
        lines.add(Arrays.copyOfRange(body, from, to));
      }
      from = end + 1;
    }
    return lines;
  }
}
