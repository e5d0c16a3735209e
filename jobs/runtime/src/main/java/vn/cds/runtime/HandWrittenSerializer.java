package vn.cds.runtime;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Base of the serializers written by hand: of values that nobody changes once they were handed to
 * Flink, so that a copy is the value itself. Formats begin with a version byte and say the lengths
 * of their arrays: a later release reads what an earlier one wrote, and takes 0 for what it lacks.
 */
public abstract class HandWrittenSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1L;

  @Override
  public final boolean isImmutableType() {
    return true;
  }

  @Override
  public final T createInstance() {
    return null;
  }

  @Override
  public final T copy(T from) {
    return from;
  }

  @Override
  public final T copy(T from, T reuse) {
    return from;
  }

  @Override
  public final int getLength() {
    return -1;
  }

  @Override
  public final T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  /** Reads the version byte, gives it, and refuses what a later release wrote. */
  public static int expectVersion(int newest, DataInputView in) throws IOException {
    int version = in.readByte();
    if (version < 1 || version > newest) {
      throw new IOException(
          "State of format "
              + version
              + " was written by a later release; this one reads up to "
              + newest
              + ". Restore it with that release, or start from an older savepoint");
    }
    return version;
  }

  /** Type information whose serializer is {@code serializer}. */
  public static <T> TypeInformation<T> type(Class<T> type, TypeSerializer<T> serializer) {
    return new Type<>(type, serializer);
  }

  private static final class Type<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;
    private final Class<T> type;
    private final TypeSerializer<T> serializer;

    Type(Class<T> type, TypeSerializer<T> serializer) {
      this.type = type;
      this.serializer = serializer;
    }

    @Override
    public boolean isBasicType() {
      return false;
    }

    @Override
    public boolean isTupleType() {
      return false;
    }

    @Override
    public int getArity() {
      return 1;
    }

    @Override
    public int getTotalFields() {
      return 1;
    }

    @Override
    public Class<T> getTypeClass() {
      return type;
    }

    @Override
    public boolean isKeyType() {
      return false;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
      return serializer;
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Type<?> that
          && type == that.type
          && serializer.equals(that.serializer);
    }

    @Override
    public int hashCode() {
      return Objects.hash(type, serializer);
    }

    @Override
    public boolean canEqual(Object other) {
      return other instanceof Type;
    }
  }
}
