package vn.cds.standalone.clickhouse;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that is to keep it over a restart. It lies below those the system gives to
 * outgoing connections (from 32768 on Linux), which would otherwise take it now and then while the
 * server is away.
 */
public final class FreePort {
  private static final int FIRST = 12_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 100;

  private FreePort() {}

  /**
   * A port of 127.0.0.1 that nobody listens on.
   *
   * @throws IOException when none is found
   */
  public static int choose() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return socket.getLocalPort();
      } catch (BindException e) {
        continue; // taken: another one
      }
    }
    throw new IOException("No free port between " + FIRST + " and " + LAST + " on 127.0.0.1");
  }
}
