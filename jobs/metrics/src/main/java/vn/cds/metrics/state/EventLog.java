package vn.cds.metrics.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import vn.cds.runtime.Packed;

/**
 * The events of an entity as bytes, in the order in which they were accepted. Each is written as
 * its difference to those before it, so that an event which repeats what is known takes some twelve
 * bytes: of facts only those that differ from what the events before it added up to.
 *
 * <p>An event: status and whether it was late; tag; occurred at and append time as differences to
 * the event before; which facts are given; which of them differ; their values.
 *
 * <p>Immutable; what its events add up to is kept beside the bytes.
 */
final class EventLog {
  private static final int LATE = 1 << 5;
  private static final int TYPICAL_BYTES = 48;
  static final EventLog EMPTY = new EventLog(null, new byte[0], new Merged(), 0, 0);

  /** What a release added up that did not keep events; null when there is nothing of it. */
  final Merged base;

  final byte[] bytes;

  /** What base and events add up to; never changed. */
  final Merged merged;

  private final long lastOccurredAt;
  private final long lastAppendTime;

  private EventLog(
      Merged base, byte[] bytes, Merged merged, long lastOccurredAt, long lastAppendTime) {
    this.base = base;
    this.bytes = bytes;
    this.merged = merged;
    this.lastOccurredAt = lastOccurredAt;
    this.lastAppendTime = lastAppendTime;
  }

  /** A log without events on a base. */
  static EventLog on(Merged base) {
    return base == null ? EMPTY : new EventLog(base, EMPTY.bytes, base, 0, 0);
  }

  /**
   * @throws IOException when the bytes are no log
   */
  static EventLog read(Merged base, byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return on(base);
    }
    Merged merged = base == null ? new Merged() : base.copy();
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    Contribution event = null;
    while (in.available() > 0) {
      event = read(in, event, merged);
      merged.add(event);
    }
    return new EventLog(base, bytes, merged, event.occurredAt(), event.appendTime());
  }

  private static Contribution read(DataInputDeserializer in, Contribution before, Merged merged)
      throws IOException {
    int first = in.readByte();
    short tag = in.readShort();
    long occurredAt = Packed.readSigned(in) + (before == null ? 0 : before.occurredAt());
    long appendTime = Packed.readSigned(in) + (before == null ? 0 : before.appendTime());
    int present = (int) Packed.read(in);
    int differing = (int) Packed.read(in);
    long[] facts = new long[Integer.SIZE - Integer.numberOfLeadingZeros(present)];
    for (int rest = present; rest != 0; rest &= rest - 1) {
      int i = Integer.numberOfTrailingZeros(rest);
      facts[i] = (differing >>> i & 1) == 0 ? merged.facts[i] : Packed.readSigned(in);
    }
    return new Contribution(
        occurredAt, first & LATE - 1, appendTime, (first & LATE) != 0, tag, present, facts);
  }

  EventLog with(Contribution event) {
    DataOutputSerializer out = new DataOutputSerializer(bytes.length + TYPICAL_BYTES);
    try {
      out.write(bytes);
      write(event, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    Merged next = merged.copy();
    next.add(event);
    return new EventLog(base, out.getCopyOfBuffer(), next, event.occurredAt(), event.appendTime());
  }

  private void write(Contribution event, DataOutputSerializer out) throws IOException {
    out.writeByte(event.status() | (event.late() ? LATE : 0));
    out.writeShort(event.tag());
    Packed.writeSigned(event.occurredAt() - lastOccurredAt, out);
    Packed.writeSigned(event.appendTime() - lastAppendTime, out);
    Packed.write(event.present(), out);
    int differing = 0;
    for (int rest = event.present(); rest != 0; rest &= rest - 1) {
      int i = Integer.numberOfTrailingZeros(rest);
      differing |= merged.has(i) && merged.facts[i] == event.facts()[i] ? 0 : 1 << i;
    }
    Packed.write(differing, out);
    for (int rest = differing; rest != 0; rest &= rest - 1) {
      Packed.writeSigned(event.facts()[Integer.numberOfTrailingZeros(rest)], out);
    }
  }

  /** Whether the event is among those kept; otherwise it was added up in the base. */
  boolean keeps(Contribution event) {
    return events().stream().anyMatch(event::isSameEvent);
  }

  /** The log without this event, which was accepted. */
  EventLog without(Contribution event) {
    List<Contribution> events = events();
    boolean kept = false;
    for (int i = 0; i < events.size() && !kept; i++) {
      if (event.isSameEvent(events.get(i))) {
        events.remove(i);
        kept = true;
      }
    }
    Merged below = base;
    if (!kept && base != null) {
      below = base.copy();
      below.remove(event);
    }
    EventLog log = on(below);
    for (Contribution one : events) {
      log = log.with(one);
    }
    return log;
  }

  private List<Contribution> events() {
    List<Contribution> events = new ArrayList<>();
    Merged before = base == null ? new Merged() : base.copy();
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    try {
      Contribution event = null;
      while (in.available() > 0) {
        event = read(in, event, before);
        before.add(event);
        events.add(event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the log was read before", e);
    }
    return events;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventLog that
        && Arrays.equals(bytes, that.bytes)
        && merged.equals(that.merged);
  }

  @Override
  public int hashCode() {
    return merged.hashCode();
  }
}
