package vn.cds.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State that Flink's own serializer wrote is read, and the other way round. */
class TextSerializerTest {
  private static final String LONG = "H56.12.5-261008-0975".repeat(10);

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "H56.12.5-261008-0975", "Đăk Nông", "Đ", "aĐ", "\uFFFF", "a\u0080b"})
  void theBytesAreThoseOfFlink(String text) throws IOException {
    assertSameBytes(text);
  }

  @Test
  void theBytesOfLongTextsAreThoseOfFlink() throws IOException {
    for (int length = 120; length < LONG.length(); length++) {
      assertSameBytes(LONG.substring(0, length));
      assertSameBytes(LONG.substring(0, length) + "Đ");
    }
  }

  @Test
  void stateOfFlinkIsRestored() {
    var ours = new MapSerializer<>(TextSerializer.INSTANCE, LongSerializer.INSTANCE);
    var flinks = new MapSerializer<>(StringSerializer.INSTANCE, LongSerializer.INSTANCE);
    assertThat(
            ours.snapshotConfiguration()
                .resolveSchemaCompatibility(flinks.snapshotConfiguration())
                .isCompatibleAsIs())
        .isTrue();
  }

  private static void assertSameBytes(String text) throws IOException {
    DataOutputSerializer ours = new DataOutputSerializer(16);
    DataOutputSerializer flinks = new DataOutputSerializer(16);
    TextSerializer.INSTANCE.serialize(text, ours);
    StringSerializer.INSTANCE.serialize(text, flinks);
    assertThat(ours.getCopyOfBuffer()).isEqualTo(flinks.getCopyOfBuffer());
    DataInputDeserializer in = new DataInputDeserializer(ours.getCopyOfBuffer());
    assertThat(TextSerializer.INSTANCE.deserialize(in)).isEqualTo(text);
    assertThat(in.available()).isZero();
  }
}
