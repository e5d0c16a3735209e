package vn.cds.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Integers of variable length: seven bits a byte, small ones first. Texts as Flink writes them,
 * each character such an integer, but at one go.
 */
public final class Packed {
  private static final int ONE_BYTE = 128;

  private Packed() {}

  /** Writes any long; a small non-negative one takes one byte. */
  public static void write(long value, DataOutputView out) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /** Reads what {@link #write} wrote. */
  public static long read(DataInputView in) throws IOException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.readByte();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /** Writes any long; one near zero, of either sign, takes one byte. */
  public static void writeSigned(long value, DataOutputView out) throws IOException {
    write(value << 1 ^ value >> 63, out);
  }

  /** Reads what {@link #writeSigned} wrote. */
  public static long readSigned(DataInputView in) throws IOException {
    long value = read(in);
    return value >>> 1 ^ -(value & 1);
  }

  /** Writes the length and the values; null is written as length 0. */
  public static void writeArray(long[] values, DataOutputView out) throws IOException {
    if (values == null) {
      write(0, out);
      return;
    }
    write(values.length, out);
    for (long value : values) {
      writeSigned(value, out);
    }
  }

  /**
   * Reads what {@link #writeArray} wrote; null for length 0, otherwise at least {@code length}
   * values, 0 where none was written.
   */
  public static long[] readArray(DataInputView in, int length) throws IOException {
    int written = (int) read(in);
    if (written == 0) {
      return null;
    }
    long[] values = new long[Math.max(written, length)];
    for (int i = 0; i < written; i++) {
      values[i] = readSigned(in);
    }
    return values;
  }

  /** Writes any text; null is written as length 0. */
  public static void writeText(String text, DataOutputView out) throws IOException {
    int length = text == null ? ONE_BYTE : text.length();
    if (length + 1 >= ONE_BYTE) {
      StringValue.writeString(text, out);
      return;
    }
    byte[] bytes = new byte[length + 1];
    bytes[0] = (byte) (length + 1);
    for (int i = 0; i < length; i++) {
      char next = text.charAt(i);
      if (next >= ONE_BYTE) {
        StringValue.writeString(text, out);
        return;
      }
      bytes[i + 1] = (byte) next;
    }
    out.write(bytes);
  }

  /** Reads what {@link #writeText} or Flink wrote. */
  public static String readText(DataInputView in) throws IOException {
    int length = (int) read(in) - 1;
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    for (byte next : bytes) {
      if (next < 0) {
        return readWide(bytes, in);
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * @param begun as many bytes as the text has characters, some of which take several
   */
  private static String readWide(byte[] begun, DataInputView in) throws IOException {
    char[] text = new char[begun.length];
    int at = 0;
    for (int i = 0; i < text.length; i++) {
      byte next;
      int shift = 0;
      do {
        next = at < begun.length ? begun[at++] : in.readByte();
        text[i] |= (char) ((next & 0x7F) << shift);
        shift += 7;
      } while (next < 0);
    }
    return new String(text);
  }
}
