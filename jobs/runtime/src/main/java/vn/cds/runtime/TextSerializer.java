package vn.cds.runtime;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Texts in the bytes of Flink's {@link StringSerializer}, whose state it reads. That one hands each
 * character to the stream by itself, which was three fifths of a checkpoint.
 */
public final class TextSerializer extends HandWrittenSerializer<String> {
  private static final long serialVersionUID = 1L;
  public static final TextSerializer INSTANCE = new TextSerializer();

  @Override
  public void serialize(String text, DataOutputView out) throws IOException {
    Packed.writeText(text, out);
  }

  @Override
  public String deserialize(DataInputView in) throws IOException {
    return Packed.readText(in);
  }

  @Override
  public TypeSerializerSnapshot<String> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name when a savepoint is read. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<String> {
    public Snapshot() {
      super(() -> INSTANCE);
    }

    @Override
    public TypeSerializerSchemaCompatibility<String> resolveSchemaCompatibility(
        TypeSerializerSnapshot<String> old) {
      return old instanceof StringSerializer.StringSerializerSnapshot
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : super.resolveSchemaCompatibility(old);
    }
  }
}
