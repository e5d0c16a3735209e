package vn.cds.contract.text;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id under which a request to the board or the gateway is found again: in the answer, in the
 * log, in ClickHouse's log of queries, and in the headers of Kafka's records.
 */
public final class RequestId {
  /** Its name in the context of log lines (MDC), in problems, and in headers of Kafka's records. */
  public static final String KEY = "request_id";

  /** The header of HTTP in which a caller may give it, and in which each answer has it. */
  public static final String HEADER = "X-Request-Id";

  /** The header of W3C Trace Context, whose trace id goes before {@link #HEADER}. */
  public static final String TRACE_HEADER = "traceparent";

  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
  private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String NO_TRACE = "0".repeat(32);

  private RequestId() {}

  /**
   * The id of a request.
   *
   * @param traceparent the header of that name, or null
   * @param given the header X-Request-Id, or null; other text than 64 letters, digits, dots,
   *     hyphens and underscores is not taken, since it would stand in logs
   * @return the trace id, else the given id, else a new one of 32 hexadecimal digits
   */
  public static String of(String traceparent, String given) {
    if (traceparent != null) {
      Matcher trace = TRACE.matcher(traceparent.strip());
      if (trace.matches() && !trace.group(1).equals(NO_TRACE)) {
        return trace.group(1);
      }
    }
    if (given != null && GIVEN.matcher(given).matches()) {
      return given;
    }
    return UUID.randomUUID().toString().replace("-", "");
  }
}
