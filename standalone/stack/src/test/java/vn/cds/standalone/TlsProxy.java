package vn.cds.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Speaks TLS for a server that does not. */
final class TlsProxy implements AutoCloseable {
  private static final int WAITING = 100;

  private final SSLServerSocket door;
  private final URI server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Listens on a free port of 127.0.0.1.
   *
   * @param keys PKCS #12 with the key and the certificate that it shows
   * @param server an address without TLS
   */
  TlsProxy(Path keys, URI server) throws IOException, GeneralSecurityException {
    this.server = server;
    char[] password = TestAuthority.PASSWORD.toCharArray();
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(KeyStore.getInstance(keys.toFile(), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    door =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
    start(this::admit);
  }

  /** Host and port. */
  String address() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "tls-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void admit() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket behind = new Socket(server.getHost(), server.getPort());
        open.add(client);
        open.add(behind);
        start(() -> pass(client, behind));
        start(() -> pass(behind, client));
      } catch (IOException e) {
        continue; // closed, or the server is away
      }
    }
  }

  /** Until either side ends. */
  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      return; // which ends the other direction, too
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
