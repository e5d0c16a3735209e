package vn.cds.contract.event;

/** The three input streams. */
public enum EventStream {
  /** Văn bản. */
  DOCUMENTS("documents"),
  /** Thanh toán. */
  PAYMENTS("payments"),
  /** Hồ sơ thủ tục hành chính. */
  SERVICE_REQUESTS("service-requests");

  private final String wireName;

  EventStream(String wireName) {
    this.wireName = wireName;
  }

  /** Name in options and files, such as {@code service-requests}. */
  public String wireName() {
    return wireName;
  }

  /** Name of the Kafka topic, such as {@code cds.service-requests}. */
  public String topic() {
    return "cds." + wireName;
  }

  /** The stream with this wire name, or null when there is none. */
  public static EventStream of(String wireName) {
    for (EventStream stream : values()) {
      if (stream.wireName.equals(wireName)) {
        return stream;
      }
    }
    return null;
  }

  /** The stream of this Kafka topic, or null when it is not an input topic. */
  public static EventStream ofTopic(String topic) {
    for (EventStream stream : values()) {
      if (stream.topic().equals(topic)) {
        return stream;
      }
    }
    return null;
  }
}
