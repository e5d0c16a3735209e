package vn.cds.notifier;

import java.net.http.HttpClient;
import java.time.Duration;

/** How long others may take to answer. */
final class Web {
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Web() {}

  static HttpClient client() {
    return HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  }
}
