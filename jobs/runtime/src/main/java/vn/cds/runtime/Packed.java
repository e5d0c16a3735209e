package vn.cds.runtime;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Integers of variable length: seven bits a byte, small ones first. */
public final class Packed {
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
}
