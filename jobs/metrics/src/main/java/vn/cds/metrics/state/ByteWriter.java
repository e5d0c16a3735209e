package vn.cds.metrics.state;

import java.util.Arrays;

/**
 * Writes into one growing array what {@link vn.cds.runtime.Packed} writes into a view: the same
 * bytes, without a call through an interface for each of them.
 */
final class ByteWriter {
  private static final int LONGEST_NUMBER = 10;

  private byte[] bytes;
  private int end;

  ByteWriter(int expected) {
    bytes = new byte[expected];
  }

  void writeByte(int value) {
    reserve(1);
    bytes[end++] = (byte) value;
  }

  void writeInt(int value) {
    reserve(Integer.BYTES);
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[end++] = (byte) (value >>> shift);
    }
  }

  void writeLong(long value) {
    writeInt((int) (value >>> Integer.SIZE));
    writeInt((int) value);
  }

  /** Any long; a small non-negative one takes one byte. */
  void write(long value) {
    reserve(LONGEST_NUMBER);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[end++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[end++] = (byte) rest;
  }

  /** Any long; one near zero, of either sign, takes one byte. */
  void writeSigned(long value) {
    write(value << 1 ^ value >> 63);
  }

  /** The length and one, then each character: as Flink's {@code StringValue}. */
  void writeString(String text) {
    write(text.length() + 1L);
    for (int i = 0; i < text.length(); i++) {
      write(text.charAt(i));
    }
  }

  private void reserve(int more) {
    if (bytes.length - end < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more));
    }
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, end);
  }
}
