package vn.cds.metrics.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import vn.cds.runtime.HandWritten;
import vn.cds.runtime.Packed;

/**
 * An entity as state keeps it: its bytes. A dossier takes a hundred of them where objects would
 * take seven hundred, which the collector would copy and every checkpoint would walk through.
 *
 * <p>Format 1: version, events, late arrival, first and last arrival, days, transitions, facts (a
 * bit each, then stamp and value of those given), parts. Times are differences to the one before,
 * so that most take few bytes.
 */
public final class PackedEntity {
  private static final int VERSION = 1;
  private static final int TYPICAL_BYTES = 192;

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
    Packed.write(entity.events, out);
    out.writeBoolean(entity.lateArrival);
    out.writeLong(entity.firstArrival);
    Packed.writeSigned(entity.lastArrival - entity.firstArrival, out);
    Packed.write(entity.days.length, out);
    for (int day : entity.days) {
      Packed.writeSigned(day, out);
    }
    Packed.write(entity.transitions.length, out);
    long before = 0;
    for (long transition : entity.transitions) {
      Packed.writeSigned(transition - before, out);
      before = transition;
    }
    serializeFacts(entity, out);
    Packed.write(entity.parts(), out);
    for (int i = 0; i < entity.parts(); i++) {
      Packed.writeText(entity.partKey(i), out);
      write(entity.part(i), out);
    }
  }

  private static void serializeFacts(Entity entity, DataOutputView out) throws IOException {
    out.writeByte(entity.stamps.length);
    int present = 0;
    for (int i = 0; i < entity.stamps.length; i++) {
      if (entity.stamps[i] != Entity.ABSENT) {
        present |= 1 << i;
      }
    }
    out.writeInt(present);
    long before = 0;
    for (int i = 0; i < entity.stamps.length; i++) {
      if (entity.stamps[i] != Entity.ABSENT) {
        Packed.writeSigned(entity.stamps[i] - before, out);
        Packed.writeSigned(entity.facts[i], out);
        before = entity.stamps[i];
      }
    }
  }

  private static Entity read(DataInputView in) throws IOException {
    HandWritten.expectVersion(VERSION, in);
    int events = (int) Packed.read(in);
    boolean lateArrival = in.readBoolean();
    long firstArrival = in.readLong();
    long lastArrival = firstArrival + Packed.readSigned(in);
    int[] days = new int[(int) Packed.read(in)];
    for (int i = 0; i < days.length; i++) {
      days[i] = (int) Packed.readSigned(in);
    }
    long[] transitions = new long[(int) Packed.read(in)];
    long before = 0;
    for (int i = 0; i < transitions.length; i++) {
      before += Packed.readSigned(in);
      transitions[i] = before;
    }
    int count = in.readByte();
    int present = in.readInt();
    long[] stamps = new long[count];
    long[] facts = new long[count];
    Arrays.fill(stamps, Entity.ABSENT);
    before = 0;
    for (int i = 0; i < count; i++) {
      if ((present >>> i & 1) != 0) {
        before += Packed.readSigned(in);
        stamps[i] = before;
        facts[i] = Packed.readSigned(in);
      }
    }
    int parts = (int) Packed.read(in);
    String[] partKeys = parts == 0 ? null : new String[parts];
    Entity[] entities = parts == 0 ? null : new Entity[parts];
    for (int i = 0; i < parts; i++) {
      partKeys[i] = Packed.readText(in);
      entities[i] = read(in);
    }
    return new Entity(
        events,
        lateArrival,
        firstArrival,
        lastArrival,
        days,
        transitions,
        stamps,
        facts,
        partKeys,
        entities);
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
