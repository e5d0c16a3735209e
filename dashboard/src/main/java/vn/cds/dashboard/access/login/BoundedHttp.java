package vn.cds.dashboard.access.login;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;

/** Sends requests of which the answer can neither be too large nor take too long. */
final class BoundedHttp {

  /** To connect, and of each read. */
  static final int TIMEOUT_MILLIS = 5_000;

  /** Of an answer's body. */
  static final int MOST_BYTES = 1 << 20;

  /** For all of an answer's body, however it trickles in. */
  private static final long MOST_NANOS = 10_000_000_000L;

  private BoundedHttp() {}

  /**
   * The answer to a request.
   *
   * @throws IOException when there is none, or it is too large or too slow
   * @throws ParseException when its content type is none
   */
  static HTTPResponse send(HTTPRequest request) throws IOException, ParseException {
    request.setConnectTimeout(TIMEOUT_MILLIS);
    request.setReadTimeout(TIMEOUT_MILLIS);
    HttpURLConnection connection = request.toHttpURLConnection();
    try {
      HTTPResponse response = new HTTPResponse(connection.getResponseCode());
      if (connection.getContentType() != null) {
        response.setContentType(connection.getContentType());
      }
      try (InputStream body =
          response.indicatesSuccess() ? connection.getInputStream() : connection.getErrorStream()) {
        if (body != null) {
          response.setBody(read(body));
        }
      }
      return response;
    } finally {
      connection.disconnect();
    }
  }

  private static String read(InputStream body) throws IOException {
    long start = System.nanoTime();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] part = new byte[8_192];
    for (int length = body.read(part); length >= 0; length = body.read(part)) {
      whole.write(part, 0, length);
      if (whole.size() > MOST_BYTES) {
        throw new IOException("its answer is larger than " + MOST_BYTES + " bytes");
      }
      if (System.nanoTime() - start > MOST_NANOS) {
        throw new IOException("its answer takes too long");
      }
    }
    return whole.toString(StandardCharsets.UTF_8);
  }
}
