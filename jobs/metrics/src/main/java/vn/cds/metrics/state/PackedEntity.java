package vn.cds.metrics.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import vn.cds.runtime.HandWrittenSerializer;
import vn.cds.runtime.Packed;

/**
 * An entity as bytes: the form in which state keeps it. A dossier takes a hundred bytes where
 * objects would take seven hundred, which the garbage collector would copy and every checkpoint
 * would visit.
 *
 * <p>Format 2: version, own events and retractions, days, what format 1 had added up (behind a
 * flag), the log of events, parts. Format 1 had no log: own and parts' events, late arrival, first
 * and last arrival, days, transitions, facts (a bit each, then stamp and value of those given),
 * parts. Times are differences to the one before, so that most take few bytes.
 */
public final class PackedEntity {
  private static final int VERSION = 2;
  private static final int TYPICAL_BYTES = 192;
  private static final int FORMAT_1_STATUS_BITS = 5;
  private static final int FORMAT_1_STATUS_MASK = (1 << FORMAT_1_STATUS_BITS) - 1;

  final byte[] bytes;

  PackedEntity(byte[] bytes) {
    this.bytes = bytes;
  }

  public static PackedEntity of(Entity entity) {
    DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
    try {
      write(entity, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PackedEntity(out.getCopyOfBuffer());
  }

  /**
   * @throws IOException when a later release wrote it
   */
  public Entity unpack() throws IOException {
    return read(new DataInputDeserializer(bytes));
  }

  private static void write(Entity entity, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    Packed.write(entity.ownEvents, out);
    Packed.write(entity.ownRetractions, out);
    Packed.write(entity.days.length, out);
    for (int day : entity.days) {
      Packed.writeSigned(day, out);
    }
    out.writeBoolean(entity.log.base != null);
    if (entity.log.base != null) {
      writeMerged(entity.log.base, out);
    }
    Packed.write(entity.log.bytes.length, out);
    out.write(entity.log.bytes);
    Packed.write(entity.parts(), out);
    for (int i = 0; i < entity.parts(); i++) {
      Packed.writeText(entity.partKeys[i], out);
      write(entity.part(i), out);
    }
  }

  private static void writeMerged(Merged merged, DataOutputView out) throws IOException {
    writeArrivals(merged, out);
    Packed.write(merged.transitions.length, out);
    long before = 0;
    for (long transition : merged.transitions) {
      Packed.writeSigned(transition - before, out);
      before = transition;
    }
    out.writeByte(merged.stamps.length);
    int present = 0;
    for (int i = 0; i < merged.stamps.length; i++) {
      present |= merged.has(i) ? 1 << i : 0;
    }
    out.writeInt(present);
    before = 0;
    for (int i = 0; i < merged.stamps.length; i++) {
      if (merged.has(i)) {
        Packed.writeSigned(merged.stamps[i] - before, out);
        Packed.writeSigned(merged.facts[i], out);
        before = merged.stamps[i];
      }
    }
  }

  private static void writeArrivals(Merged merged, DataOutputView out) throws IOException {
    out.writeBoolean(merged.lateArrival);
    out.writeLong(merged.firstArrival);
    Packed.writeSigned(merged.lastArrival - merged.firstArrival, out);
  }

  private static Entity read(DataInputView in) throws IOException {
    if (HandWrittenSerializer.expectVersion(VERSION, in) == 1) {
      return readFormat1(in);
    }
    int events = (int) Packed.read(in);
    int retractions = (int) Packed.read(in);
    int[] days = readDays(in);
    Merged base = null;
    if (in.readBoolean()) {
      base = new Merged();
      readArrivals(base, in);
      readTransitions(base, in);
      readFacts(base, in);
    }
    byte[] log = new byte[(int) Packed.read(in)];
    in.readFully(log);
    return readParts(events, retractions, days, EventLog.read(base, log), in);
  }

  private static Entity readFormat1(DataInputView in) throws IOException {
    int events = (int) Packed.read(in);
    Merged base = new Merged();
    readArrivals(base, in);
    int[] days = readDays(in);
    readTransitions(base, in);
    for (int i = 0; i < base.transitions.length; i++) {
      long transition = base.transitions[i];
      base.transitions[i] =
          Merged.transition(
              transition >> FORMAT_1_STATUS_BITS, (int) transition & FORMAT_1_STATUS_MASK, false);
    }
    readFacts(base, in);
    // Arrivals were also those of the parts.
    boolean nothing = base.transitions.length == 0;
    Entity entity = readParts(events, 0, days, EventLog.on(nothing ? null : base), in);
    int ofParts = 0;
    for (Entity part : entity.parts) {
      ofParts += part.events();
    }
    return new Entity(events - ofParts, 0, entity.days, entity.log, entity.partKeys, entity.parts);
  }

  private static Entity readParts(
      int events, int retractions, int[] days, EventLog log, DataInputView in) throws IOException {
    int count = (int) Packed.read(in);
    if (count == 0) {
      return new Entity(events, retractions, days, log, Entity.NONE.partKeys, Entity.NONE.parts);
    }
    String[] keys = new String[count];
    Entity[] parts = new Entity[count];
    for (int i = 0; i < count; i++) {
      keys[i] = Packed.readText(in);
      parts[i] = read(in);
    }
    return new Entity(events, retractions, days, log, keys, parts);
  }

  private static int[] readDays(DataInputView in) throws IOException {
    int[] days = new int[(int) Packed.read(in)];
    for (int i = 0; i < days.length; i++) {
      days[i] = (int) Packed.readSigned(in);
    }
    return days;
  }

  private static void readArrivals(Merged into, DataInputView in) throws IOException {
    into.lateArrival = in.readBoolean();
    into.firstArrival = in.readLong();
    into.lastArrival = into.firstArrival + Packed.readSigned(in);
  }

  private static void readTransitions(Merged into, DataInputView in) throws IOException {
    into.transitions = new long[(int) Packed.read(in)];
    long before = 0;
    for (int i = 0; i < into.transitions.length; i++) {
      before += Packed.readSigned(in);
      into.transitions[i] = before;
    }
  }

  private static void readFacts(Merged into, DataInputView in) throws IOException {
    int count = in.readByte();
    int present = in.readInt();
    into.stamps = new long[count];
    into.facts = new long[count];
    Arrays.fill(into.stamps, Merged.ABSENT);
    long before = 0;
    for (int i = 0; i < count; i++) {
      if ((present >>> i & 1) != 0) {
        before += Packed.readSigned(in);
        into.stamps[i] = before;
        into.facts[i] = Packed.readSigned(in);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedEntity that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
