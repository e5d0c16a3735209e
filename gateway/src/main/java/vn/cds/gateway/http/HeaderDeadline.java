package vn.cds.gateway.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Ends connections that take too long to send the headers of a request. Jetty's idle time does not
 * see them: it begins anew with each byte.
 */
public final class HeaderDeadline extends AbstractLifeCycle {

  private static final long SWEEP_MILLIS = 1_000;

  private final Server server;
  private final long mostNanos;

  /** Of the last sweep, which alone reads and writes it. */
  private Map<EndPoint, Begun> begun = new HashMap<>();

  /**
   * A request whose headers are not complete.
   *
   * @param requests before it
   * @param bytes of the connection before it
   * @param since when its first bytes were seen, or nobody had seen any
   */
  private record Begun(long requests, long bytes, long since) {}

  public HeaderDeadline(Server server, Duration most) {
    this.server = server;
    this.mostNanos = most.toNanos();
  }

  @Override
  protected void doStart() {
    again();
  }

  private void again() {
    server.getScheduler().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    if (isRunning()) {
      try {
        endLateOnes();
      } finally {
        again();
      }
    }
  }

  private void endLateOnes() {
    Map<EndPoint, Begun> now = new HashMap<>();
    for (Connector connector : server.getConnectors()) {
      for (EndPoint endPoint : connector.getConnectedEndPoints()) {
        Connection connection = endPoint.getConnection();
        if (connection != null) {
          now.put(endPoint, seen(begun.get(endPoint), connection));
        }
      }
    }
    begun = now;
    now.forEach(
        (endPoint, request) -> {
          if (System.nanoTime() - request.since() > mostNanos) {
            endPoint.close();
          }
        });
  }

  /** A request counts from the end of its headers on. */
  private static Begun seen(Begun before, Connection connection) {
    long requests = connection.getMessagesIn();
    long bytes = connection.getBytesIn();
    boolean same = before != null && before.requests() == requests;
    boolean arriving = same && bytes > before.bytes();
    return arriving
        ? before
        : new Begun(requests, same ? before.bytes() : bytes, System.nanoTime());
  }
}
