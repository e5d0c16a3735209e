package vn.cds.gateway.http;

import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import vn.cds.gateway.record.RecordFault;

/**
 * Why a request is refused as a whole (RFC 9457).
 *
 * @param status of HTTP
 * @param error a word for programs
 * @param detail a sentence that says what to do
 * @param retryAfterSeconds 0: to send the same again is of no use
 * @param faults of its records, where these are the reason
 */
record Problem(
    int status, String error, String detail, long retryAfterSeconds, List<RecordFault> faults) {

  static final String MEDIA_TYPE = "application/problem+json";

  private static final int KAFKA_LATER_SECONDS = 5;
  private static final int BUSY_LATER_SECONDS = 1;

  static Problem of(int status, String error, String detail) {
    return new Problem(status, error, detail, 0, List.of());
  }

  static Problem ofRecords(int status, String error, String detail, List<RecordFault> faults) {
    return new Problem(status, error, detail, 0, faults);
  }

  static Problem tooMany(String detail, long seconds) {
    return new Problem(
        HttpStatus.TOO_MANY_REQUESTS_429, "too_many", detail, Math.max(1, seconds), List.of());
  }

  static Problem tooLarge(long maximumBytes) {
    return of(
        HttpStatus.PAYLOAD_TOO_LARGE_413,
        "body_too_large",
        "The body has more than the "
            + maximumBytes
            + " bytes that this source may send at once; send the records in several requests.");
  }

  static Problem tooSlow(long leastBytesPerSecond) {
    return of(
        HttpStatus.REQUEST_TIMEOUT_408,
        "body_too_slow",
        "The body came with less than "
            + leastBytesPerSecond
            + " bytes a second; send fewer records at once.");
  }

  /** The log says why. */
  static Problem failed() {
    return of(
        HttpStatus.INTERNAL_SERVER_ERROR_500,
        "internal_error",
        "The gateway failed; nothing was accepted. Its log says why.");
  }

  static Problem kafkaAway() {
    return unavailable(
        "kafka_unavailable",
        "Kafka has not acknowledged all records, so none counts as accepted. Send the same request"
            + " again later; what Kafka took after all is counted once, by its event_id.",
        KAFKA_LATER_SECONDS);
  }

  static Problem busy() {
    return unavailable(
        "busy",
        "The gateway holds as many bytes of requests as it may. Send the same request again.",
        BUSY_LATER_SECONDS);
  }

  static Problem closing() {
    return unavailable(
        "closing",
        "The gateway is being stopped. Send the same request again.",
        KAFKA_LATER_SECONDS);
  }

  private static Problem unavailable(String error, String detail, long seconds) {
    return new Problem(HttpStatus.SERVICE_UNAVAILABLE_503, error, detail, seconds, List.of());
  }

  String title() {
    return HttpStatus.getMessage(status);
  }
}
