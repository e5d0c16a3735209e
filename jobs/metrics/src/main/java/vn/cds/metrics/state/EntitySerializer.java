package vn.cds.metrics.state;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import vn.cds.runtime.HandWritten;
import vn.cds.runtime.Packed;

/**
 * Format 1: version, events, late arrival, first and last arrival, days, transitions, facts (a bit
 * each, then stamp and value of those given), parts. Times are differences to the one before, so
 * that most take few bytes.
 */
public final class EntitySerializer extends HandWritten<Entity> {
  private static final long serialVersionUID = 1L;
  public static final EntitySerializer INSTANCE = new EntitySerializer();
  private static final int VERSION = 1;
  private static final int TYPICAL_BYTES = 192;

  @Override
  public void serialize(Entity entity, DataOutputView out) throws IOException {
    // A checkpoint's stream is slow byte by byte.
    DataOutputSerializer buffer = new DataOutputSerializer(TYPICAL_BYTES);
    write(entity, buffer);
    out.write(buffer.getSharedBuffer(), 0, buffer.length());
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
      StringValue.writeString(entity.partKey(i), out);
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

  @Override
  public Entity deserialize(DataInputView in) throws IOException {
    expectVersion(VERSION, in);
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
      partKeys[i] = StringValue.readString(in);
      entities[i] = deserialize(in);
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
  public TypeSerializerSnapshot<Entity> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name when a savepoint is read. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Entity> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
