package vn.cds.standalone.servers;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import vn.cds.standalone.error.Failures;

/** Finds out whether a server takes TCP connections, and whether it speaks TLS. */
final class ConnectionProbe {
  private ConnectionProbe() {}

  /** Why no connection can be made; empty when one can. */
  static Optional<String> unreachable(String host, int port, Duration within) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      return Optional.of("no address is known for the name " + host);
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, millis(within));
      return Optional.empty();
    } catch (SocketTimeoutException e) {
      return Optional.of("nothing answers there, perhaps because of a firewall");
    } catch (ConnectException e) {
      return Optional.of("nothing listens there");
    } catch (IOException e) {
      return Optional.of(Failures.message(e));
    }
  }

  /** Whether who listens there speaks TLS, trusted or not. */
  static boolean speaksTls(String host, int port, Duration within) {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), millis(within));
      plain.setSoTimeout(millis(within));
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true)) {
        socket.startHandshake();
        return true;
      }
    } catch (SSLException e) {
      return isUntrusted(e) || String.valueOf(e.getMessage()).contains("fatal alert");
    } catch (IOException e) {
      return false; // whatever it is, it is no TLS
    }
  }

  /** Whether the server showed a certificate that Java does not trust. */
  static boolean isUntrusted(Throwable failure) {
    Throwable root = Failures.root(failure);
    return root instanceof CertificateException || root instanceof CertPathBuilderException;
  }

  private static int millis(Duration duration) {
    return (int) Math.max(1, duration.toMillis());
  }
}
