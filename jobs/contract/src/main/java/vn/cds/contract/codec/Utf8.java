package vn.cds.contract.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8: the JSON parser alone would take overlong forms and surrogates. */
public final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Utf8() {}

  /** Whether the bytes are well-formed UTF-8 as in table 3-7 of the Unicode standard. */
  public static boolean wellFormed(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      while (i + 8 <= bytes.length && ((long) LONGS.get(bytes, i) & 0x8080808080808080L) == 0) {
        i += 8;
      }
      int length = i == bytes.length ? 0 : sequenceLength(bytes, i);
      if (length < 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /** Length of the well-formed sequence at {@code i}, or -1. */
  private static int sequenceLength(byte[] bytes, int i) {
    int first = bytes[i] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int second = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
    if (first >= 0xC2 && first <= 0xDF) {
      return between(second, 0x80, 0xBF) ? 2 : -1;
    }
    if (first >= 0xE0 && first <= 0xEF) {
      int low = first == 0xE0 ? 0xA0 : 0x80;
      int high = first == 0xED ? 0x9F : 0xBF;
      return between(second, low, high) && continuation(bytes, i + 2) ? 3 : -1;
    }
    if (first >= 0xF0 && first <= 0xF4) {
      int low = first == 0xF0 ? 0x90 : 0x80;
      int high = first == 0xF4 ? 0x8F : 0xBF;
      return between(second, low, high) && continuation(bytes, i + 2) && continuation(bytes, i + 3)
          ? 4
          : -1;
    }
    return -1;
  }

  private static boolean continuation(byte[] bytes, int i) {
    return i < bytes.length && between(bytes[i] & 0xFF, 0x80, 0xBF);
  }

  private static boolean between(int value, int low, int high) {
    return value >= low && value <= high;
  }
}
