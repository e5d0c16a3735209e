package vn.cds.metrics.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import vn.cds.runtime.HandWrittenSerializer;
import vn.cds.runtime.Packed;

/** The number of bytes, and the bytes; these begin with their version. */
public final class PackedEntitySerializer extends HandWrittenSerializer<PackedEntity> {
  private static final long serialVersionUID = 1L;
  public static final PackedEntitySerializer INSTANCE = new PackedEntitySerializer();

  @Override
  public void serialize(PackedEntity entity, DataOutputView out) throws IOException {
    Packed.write(entity.bytes.length, out);
    out.write(entity.bytes);
  }

  @Override
  public PackedEntity deserialize(DataInputView in) throws IOException {
    byte[] bytes = new byte[(int) Packed.read(in)];
    in.readFully(bytes);
    return new PackedEntity(bytes);
  }

  @Override
  public TypeSerializerSnapshot<PackedEntity> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name when a savepoint is read. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PackedEntity> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
