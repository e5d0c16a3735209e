package vn.cds.metrics.state;

import java.io.IOException;
import java.util.Arrays;
import vn.cds.runtime.HandWritten;

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
    ByteWriter out = new ByteWriter(TYPICAL_BYTES);
    write(entity, out);
    return new PackedEntity(out.toArray());
  }

  /**
   * @throws IOException when a later release wrote it
   */
  public Entity unpack() throws IOException {
    return read(new ByteReader(bytes));
  }

  private static void write(Entity entity, ByteWriter out) {
    out.writeByte(VERSION);
    out.write(entity.events);
    out.writeByte(entity.lateArrival ? 1 : 0);
    out.writeLong(entity.firstArrival);
    out.writeSigned(entity.lastArrival - entity.firstArrival);
    out.write(entity.days.length);
    for (int day : entity.days) {
      out.writeSigned(day);
    }
    out.write(entity.transitions.length);
    long before = 0;
    for (long transition : entity.transitions) {
      out.writeSigned(transition - before);
      before = transition;
    }
    writeFacts(entity, out);
    out.write(entity.parts());
    for (int i = 0; i < entity.parts(); i++) {
      out.writeString(entity.partKey(i));
      write(entity.part(i), out);
    }
  }

  private static void writeFacts(Entity entity, ByteWriter out) {
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
        out.writeSigned(entity.stamps[i] - before);
        out.writeSigned(entity.facts[i]);
        before = entity.stamps[i];
      }
    }
  }

  private static Entity read(ByteReader in) throws IOException {
    HandWritten.expectVersion(VERSION, in.readByte());
    int events = (int) in.read();
    boolean lateArrival = in.readByte() != 0;
    long firstArrival = in.readLong();
    long lastArrival = firstArrival + in.readSigned();
    int[] days = new int[(int) in.read()];
    for (int i = 0; i < days.length; i++) {
      days[i] = (int) in.readSigned();
    }
    long[] transitions = new long[(int) in.read()];
    long before = 0;
    for (int i = 0; i < transitions.length; i++) {
      before += in.readSigned();
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
        before += in.readSigned();
        stamps[i] = before;
        facts[i] = in.readSigned();
      }
    }
    int parts = (int) in.read();
    String[] partKeys = parts == 0 ? null : new String[parts];
    Entity[] entities = parts == 0 ? null : new Entity[parts];
    for (int i = 0; i < parts; i++) {
      partKeys[i] = in.readString();
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
