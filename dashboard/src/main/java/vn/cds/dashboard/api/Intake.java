package vn.cds.dashboard.api;

import java.util.Map;

/**
 * What Kafka says of the topics that the metric jobs read. The part of a topic's name after the
 * last dot is the wire name of its stream. Thread-safe.
 */
public interface Intake {

  /**
   * Records that were ever written, by topic.
   *
   * @throws Unavailable when Kafka does not answer
   */
  Map<String, Long> produced();

  /**
   * Records that a job has certainly counted and written, by topic: those before its last
   * checkpoint. Topics without a checkpoint are left out.
   *
   * @throws Unavailable when Kafka does not answer
   */
  Map<String, Long> settled();

  /** Kafka does not answer. */
  final class Unavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The message says where it was asked. */
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
