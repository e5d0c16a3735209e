package vn.cds.standalone.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real Flink answers to browsers that are led to it. */
class RestGuardTest {
  private static final String JOB = "/jobs/00000000000000000000000000000001";
  private static MiniCluster flink;
  private static URI rest;

  @BeforeAll
  static void start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(RestGuardFactory.HOSTS, List.of("flink.example"));
    flink =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build());
    flink.start();
    rest = flink.getRestAddress().get();
  }

  @AfterAll
  static void stop() throws Exception {
    flink.close();
  }

  /** PORT stands for the server's; a dash for a header that is not sent. */
  @ParameterizedTest
  @CsvSource({
    // Flink's own clients, people and their browsers.
    "GET,   /overview, 127.0.0.1:PORT,     -,                     -,           -,        200",
    "GET,   /overview, localhost:PORT,     -,                     none,        navigate, 200",
    "GET,   /overview, LOCALHOST,          -,                     -,           -,        200",
    "GET,   /overview, [::1]:PORT,         -,                     -,           -,        200",
    "GET,   /overview, flink.example,      https://flink.example, same-origin, cors,     200",
    "GET,   /overview, 127.0.0.1:PORT,     http://127.0.0.1:PORT, same-origin, cors,     200",
    "GET,   /overview, 127.0.0.1:PORT,     -,                     cross-site,  navigate, 200",
    "PATCH, JOB,       127.0.0.1:PORT,     http://127.0.0.1:PORT, same-origin, cors,     404",
    // A page's own name, made to lead here.
    "GET,   /overview, evil.example:PORT,  -,                     same-origin, cors,     403",
    "PATCH, JOB,       evil.example:PORT,  http://evil.example:PORT, same-origin, cors,  403",
    "GET,   /overview, 127.0.0.1.evil.example, -,                 -,           -,        403",
    "GET,   /overview, -,                  -,                     -,           -,        403",
    // A page that asks across.
    "GET,   /overview, 127.0.0.1:PORT,     http://evil.example,   cross-site,  cors,     403",
    "GET,   /overview, 127.0.0.1:PORT,     null,                  -,           -,        403",
    "GET,   /overview, 127.0.0.1:PORT,     -,                     cross-site,  no-cors,  403",
    "POST,  JOB/stop,  127.0.0.1:PORT,     http://127.0.0.1:1,    same-site,   no-cors,  403",
    "POST,  JOB/stop,  127.0.0.1:PORT,     -,                     same-site,   navigate, 403",
    "OPTIONS, JOB,     127.0.0.1:PORT,     http://evil.example,   cross-site,  cors,     403",
    // What ends a job when it is opened.
    "GET,   JOB/yarn-cancel, 127.0.0.1:PORT, -,                   -,           -,        403",
    "GET,   /v1JOB/yarn-stop, 127.0.0.1:PORT, -,                  cross-site,  navigate, 403",
    "GET,   JOB/yarn-cancel/?a=b, 127.0.0.1:PORT, -,              -,           -,        403",
  })
  void isAnswered(
      String method,
      String path,
      String host,
      String origin,
      String site,
      String mode,
      int expected)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path.replace("JOB", JOB));
    request.append(" HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n");
    append(request, "Host", host);
    append(request, "Origin", origin);
    append(request, "Sec-Fetch-Site", site);
    append(request, "Sec-Fetch-Mode", mode);
    assertThat(status(request.append("\r\n"))).isEqualTo(expected);
  }

  /** Written otherwise, the path is another's to Flink, too: there is nothing at it. */
  @Test
  void aPathWrittenOtherwiseEndsNothing() throws IOException {
    for (String path :
        List.of(
            JOB + "/yarn%2Dcancel",
            JOB + "//yarn-cancel",
            JOB + "/YARN-CANCEL",
            JOB + "/./yarn-stop")) {
      assertThat(
              status(
                  new StringBuilder("GET " + path + " HTTP/1.1\r\nConnection: close\r\nHost: ")
                      .append("127.0.0.1\r\n\r\n")))
          .as(path)
          .isIn(403, 404);
    }
  }

  private static void append(StringBuilder request, String header, String value) {
    if (!value.equals("-")) {
      request
          .append(header)
          .append(": ")
          .append(value.replace("PORT", Integer.toString(rest.getPort())))
          .append("\r\n");
    }
  }

  private static int status(CharSequence request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", rest.getPort())) {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }
}
