package vn.cds.dashboard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One browser that follows a stream. Writing never waits for a slow reader: what it cannot take yet
 * is queued, and one that falls too far behind is cut off; it comes back and is told what it
 * missed. Thread-safe.
 */
final class StreamClient implements WriteListener, AsyncListener {

  private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);

  /**
   * A whole leaderboard of the country has 4 to 8 MB, by how much was declared, and must fit. What
   * is queued for several is held once.
   */
  private static final int MOST_QUEUED_BYTES = 16 << 20;

  private final AsyncContext async;
  private final ExactProvinces exact;
  private final BooleanSupplier stays;
  private final ServletOutputStream out;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean started;
  private boolean unflushed;
  private boolean closed;
  private final List<Runnable> onClose = new ArrayList<>();

  /**
   * @param exact which provinces it may see exactly
   * @param stays asked before every frame; a browser that may not stay is cut off
   */
  StreamClient(AsyncContext async, ExactProvinces exact, BooleanSupplier stays) throws IOException {
    this.async = async;
    this.exact = exact;
    this.stays = stays;
    this.out = async.getResponse().getOutputStream();
    async.setTimeout(0);
    async.addListener(this);
  }

  ExactProvinces exact() {
    return exact;
  }

  /** Begins to write; call it once, after the first {@link #send}. */
  void open() {
    out.setWriteListener(this);
  }

  /** Queues a frame and writes what can be written at once. */
  synchronized void send(byte[] frame) {
    if (closed) {
      return;
    }
    if (!stays.getAsBoolean()) {
      LOG.debug("A reader of a stream is not logged in any more");
      close();
      return;
    }
    if (queuedBytes + frame.length > MOST_QUEUED_BYTES) {
      LOG.info("A reader of a stream is cut off: it is {} bytes behind", queuedBytes);
      close();
      return;
    }
    queue.addLast(frame);
    queuedBytes += frame.length;
    if (started) {
      drain();
    }
  }

  /** What to do, too, when the connection has ended, for whatever reason; at once if it has. */
  void onClose(Runnable action) {
    boolean ended;
    synchronized (this) {
      ended = closed;
      if (!ended) {
        onClose.add(action);
      }
    }
    if (ended) {
      action.run();
    }
  }

  /** Ends the connection. */
  void close() {
    List<Runnable> actions;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      queue.clear();
      actions = List.copyOf(onClose);
    }
    actions.forEach(Runnable::run);
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.debug("The connection had already ended", e);
    }
  }

  @Override
  public synchronized void onWritePossible() {
    started = true;
    drain();
  }

  private void drain() {
    try {
      while (!closed && out.isReady()) {
        byte[] frame = queue.pollFirst();
        if (frame != null) {
          queuedBytes -= frame.length;
          unflushed = true;
          out.write(frame);
        } else if (unflushed) {
          unflushed = false;
          out.flush();
        } else {
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("A reader of a stream has gone", e);
      close();
    }
  }

  @Override
  public void onError(Throwable failure) {
    LOG.debug("A reader of a stream has gone", failure);
    close();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    close();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    close();
  }

  @Override
  public void onError(AsyncEvent event) {
    close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
