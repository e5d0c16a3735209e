package vn.cds.gateway.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.text.RequestId;
import vn.cds.gateway.record.BodyFormat;
import vn.cds.gateway.source.KnownSource;

/**
 * One request: its body is read as it comes, handed on whole, and the answer is written as the
 * client takes it. No thread waits meanwhile, and nothing of it but its id is ever logged.
 */
final class EventsRequest implements ReadListener, WriteListener {

  private static final Logger LOG = LoggerFactory.getLogger(EventsRequest.class);

  /** On average, once the grace is over. */
  private static final long LEAST_BYTES_PER_SECOND = 4 << 10;

  private static final int CHUNK_BYTES = 8 << 10;
  private static final int LOOK_MILLIS = 500;

  /** The status of a request whose client has gone; for metrics alone. */
  private static final int GONE = 499;

  private final AsyncContext context;
  private final KnownSource source;
  private final EventStream stream;
  private final BodyFormat format;
  private final EventsService service;
  private final SourceLimits limits;
  private final BytesInFlight bytes;
  private final Consumer<Answer> ended;
  private final long begun = System.nanoTime();

  // Guarded by this.
  private State state = State.READING;
  private ByteArrayOutputStream body = new ByteArrayOutputStream();
  private long held;

  // By the container's thread alone.
  private ServletInputStream input;
  private ServletOutputStream output;
  private Answer answer;
  private byte[] content;
  private boolean written;

  private enum State {
    READING,
    WORKING,
    ANSWERING,
    ENDED
  }

  /**
   * @param ended is told the answer, once
   */
  EventsRequest(
      AsyncContext context,
      KnownSource source,
      EventStream stream,
      BodyFormat format,
      EventsService service,
      SourceLimits limits,
      BytesInFlight bytes,
      Consumer<Answer> ended) {
    this.context = context;
    this.source = source;
    this.stream = stream;
    this.format = format;
    this.service = service;
    this.limits = limits;
    this.bytes = bytes;
    this.ended = ended;
  }

  /**
   * Begins to read.
   *
   * @param grace how long the body may be slower than it must be
   */
  void begin(ScheduledExecutorService timer, Duration grace) throws IOException {
    context.setTimeout(0);
    input = context.getRequest().getInputStream();
    look(timer, grace);
    input.setReadListener(this);
  }

  private void look(ScheduledExecutorService timer, Duration grace) {
    timer.schedule(
        () -> {
          if (isReading()) {
            if (isTooSlow(grace)) {
              answer(Answer.of(Problem.tooSlow(LEAST_BYTES_PER_SECOND)));
            } else {
              look(timer, grace);
            }
          }
        },
        LOOK_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private synchronized boolean isTooSlow(Duration grace) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    return elapsed.compareTo(grace) > 0
        && held < LEAST_BYTES_PER_SECOND * elapsed.toMillis() / 1_000;
  }

  private synchronized boolean isReading() {
    return state == State.READING;
  }

  @Override
  public void onDataAvailable() throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    while (isReading() && input.isReady()) {
      int read = input.read(chunk);
      if (read < 0) {
        return;
      }
      Problem problem = hold(chunk, read);
      if (problem != null) {
        answer(Answer.of(problem));
      }
    }
  }

  private synchronized Problem hold(byte[] chunk, int length) {
    if (state != State.READING) {
      return null;
    }
    if (held + length > source.source().maximumBodyBytes()) {
      return Problem.tooLarge(source.source().maximumBodyBytes());
    }
    if (!bytes.reserve(source.name(), length)) {
      return Problem.busy();
    }
    held += length;
    body.write(chunk, 0, length);
    return null;
  }

  @Override
  public void onAllDataRead() {
    byte[] whole;
    synchronized (this) {
      if (state != State.READING) {
        return;
      }
      state = State.WORKING;
      whole = body.toByteArray();
      body = null;
    }
    try {
      MDC.put(RequestId.KEY, requestId());
      service.take(
          source,
          stream,
          format,
          whole,
          records -> limits.count(source.source(), records),
          this::answer,
          this::free);
    } catch (RuntimeException e) {
      // Its message might quote a record.
      LOG.error(
          "A request failed: {} at {}",
          e.getClass().getName(),
          e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
      free();
      answer(Answer.of(Problem.failed()));
    } finally {
      MDC.remove(RequestId.KEY);
    }
  }

  private String requestId() {
    return ((HttpServletResponse) context.getResponse()).getHeader(RequestId.HEADER);
  }

  /** Nothing holds the bytes any more. */
  private synchronized void free() {
    if (held > 0) {
      bytes.release(source.name(), held);
      held = 0;
    }
  }

  private void answer(Answer given) {
    synchronized (this) {
      if (state == State.READING) {
        body = null;
        free();
      } else if (state != State.WORKING) {
        return;
      }
      state = State.ANSWERING;
      answer = given;
    }
    try {
      content = given.begin((HttpServletResponse) context.getResponse());
      output = context.getResponse().getOutputStream();
      output.setWriteListener(this);
    } catch (IOException | IllegalStateException e) { // the client has gone meanwhile
      LOG.debug("no answer could be sent", e);
      end();
    }
  }

  @Override
  public void onWritePossible() throws IOException {
    while (output.isReady()) {
      if (written) {
        end();
        return;
      }
      written = true;
      output.write(content);
    }
  }

  @Override
  public void onError(Throwable failure) {
    LOG.debug("a client has gone", failure);
    synchronized (this) {
      if (state == State.READING) {
        body = null;
        free();
        answer = new Answer(GONE, "", new byte[0], null);
      } else if (state == State.WORKING) {
        return; // Kafka's answer ends it
      }
      state = State.ANSWERING;
    }
    end();
  }

  private void end() {
    synchronized (this) {
      if (state == State.ENDED) {
        return;
      }
      state = State.ENDED;
    }
    ended.accept(answer);
    try {
      context.complete();
    } catch (IllegalStateException e) { // completed by the container, as the connection is lost
      LOG.debug("already complete", e);
    }
  }
}
