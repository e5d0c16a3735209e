package vn.cds.metrics.state;

import java.io.EOFException;
import java.io.IOException;

/** Reads what a {@link ByteWriter} wrote. */
final class ByteReader {
  private final byte[] bytes;
  private int next;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws EOFException when the bytes end too early
   */
  byte readByte() throws IOException {
    if (next == bytes.length) {
      throw new EOFException("A stored entity of %d bytes ends too early".formatted(bytes.length));
    }
    return bytes[next++];
  }

  int readInt() throws IOException {
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << Byte.SIZE | readByte() & 0xFF;
    }
    return value;
  }

  long readLong() throws IOException {
    return (long) readInt() << Integer.SIZE | readInt() & 0xFFFFFFFFL;
  }

  long read() throws IOException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = readByte();
      value |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }

  long readSigned() throws IOException {
    long value = read();
    return value >>> 1 ^ -(value & 1);
  }

  String readString() throws IOException {
    char[] text = new char[(int) read() - 1];
    for (int i = 0; i < text.length; i++) {
      text[i] = (char) read();
    }
    return new String(text);
  }
}
