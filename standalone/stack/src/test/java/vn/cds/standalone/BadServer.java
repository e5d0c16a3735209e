package vn.cds.standalone;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** What may stand at an address instead of the server that a command needs. */
final class BadServer implements AutoCloseable {
  private interface Guest {
    void meet(Socket socket) throws IOException;
  }

  private static final int WAITING = 1_000;

  private final String address;
  private final AutoCloseable server;

  private BadServer(String address, AutoCloseable server) {
    this.address = address;
    this.server = server;
  }

  /** Nobody listens, and nobody else can: the port is taken. */
  static BadServer away() throws IOException {
    Socket taken = new Socket();
    taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new BadServer("127.0.0.1:" + taken.getLocalPort(), taken);
  }

  /** A host that there is not. */
  static BadServer unknown() {
    return new BadServer("nowhere.invalid:9092", () -> {});
  }

  /** Takes connections and never answers. */
  static BadServer silent() throws IOException {
    return listening(new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress()), null);
  }

  /** Ends each connection. */
  static BadServer breakingOff() throws IOException {
    return listening(new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress()), Socket::close);
  }

  /** Begins an answer and stops. */
  static BadServer endless() throws IOException {
    return listening(
        new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress()),
        guest ->
            guest
                .getOutputStream()
                .write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"
                        .getBytes(StandardCharsets.US_ASCII)));
  }

  /** A web server that knows nothing. */
  static BadServer another() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "not found".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return new BadServer("127.0.0.1:" + server.getAddress().getPort(), () -> server.stop(0));
  }

  /** Speaks TLS, with a certificate of its own making. */
  static BadServer tls(Path dir) throws Exception {
    ServerSocket socket =
        keys(dir)
            .getServerSocketFactory()
            .createServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
    return listening(socket, guest -> ((SSLSocket) guest).startHandshake());
  }

  private static SSLContext keys(Path dir)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = new TestAuthority(dir).keys("server");
    KeyStore keys = KeyStore.getInstance(store.toFile(), TestAuthority.PASSWORD.toCharArray());
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, TestAuthority.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /**
   * @param guest null: nobody opens the door
   */
  private static BadServer listening(ServerSocket socket, Guest guest) {
    if (guest != null) {
      inBackground(() -> accept(socket, guest));
    }
    return new BadServer("127.0.0.1:" + socket.getLocalPort(), socket);
  }

  private static void accept(ServerSocket socket, Guest guest) {
    while (!socket.isClosed()) {
      try {
        Socket met = socket.accept();
        inBackground(() -> meet(guest, met));
      } catch (IOException e) {
        // The end of the test.
      }
    }
  }

  private static void meet(Guest guest, Socket met) {
    try {
      guest.meet(met);
    } catch (IOException e) {
      // The guest does not like it here.
    }
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "bad-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Host and port. */
  String address() {
    return address;
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
