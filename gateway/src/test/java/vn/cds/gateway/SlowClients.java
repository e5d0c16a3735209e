package vn.cds.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Connections of which every second one sends a byte of its body each second, and the others have
 * stopped within their headers or their body. One that has ended is made again.
 */
final class SlowClients implements AutoCloseable {
  private static final int BODY = 1_000;

  private final int port;
  private final List<Slow> clients = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param tokens of the sources that they belong to, in turn; a source may have 100 requests open
   */
  SlowClients(int port, int count, List<String> tokens) {
    this.port = port;
    for (int i = 0; i < count; i++) {
      clients.add(new Slow(i, tokens.get(i % tokens.size())));
    }
    clock.scheduleAtFixedRate(() -> clients.forEach(Slow::second), 0, 1, TimeUnit.SECONDS);
  }

  /** How many are connected now. */
  long connected() {
    return clients.stream().filter(client -> client.channel != null).count();
  }

  private final class Slow {
    private final int number;
    private final String token;
    private final ByteBuffer answer = ByteBuffer.allocate(4096);
    private volatile SocketChannel channel;

    Slow(int number, String token) {
      this.number = number;
      this.token = token;
    }

    void second() {
      try {
        if (channel == null) {
          begin();
        } else if (channel.read(answer.clear()) != 0) {
          end(); // answered, with 408 for example, or ended
        } else if (number % 2 == 0) {
          channel.write(ByteBuffer.wrap(new byte[] {' '}));
        }
      } catch (IOException e) {
        end();
      }
    }

    private void begin() throws IOException {
      channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      String head =
          """
          POST /v1/events/payments HTTP/1.1
          Host: gateway
          Authorization: Bearer %s
          Content-Type: application/json
          Content-Length: %d

          {"""
              .formatted(token, BODY)
              .replace("\n", "\r\n");
      int sent = number % 4 == 1 ? head.indexOf("Content-Type") : head.length();
      channel.write(ByteBuffer.wrap(head.substring(0, sent).getBytes(StandardCharsets.UTF_8)));
      channel.configureBlocking(false);
    }

    private void end() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // It is of no more use.
      }
      channel = null;
    }
  }

  @Override
  public void close() throws InterruptedException {
    clock.shutdown();
    clock.awaitTermination(1, TimeUnit.MINUTES);
    clients.forEach(Slow::end);
  }
}
