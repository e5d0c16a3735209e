package vn.cds.importer.file;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that may break off, such as a compressed file that was not copied whole: a read that
 * asks for many bytes gives those before the break, and only the next one fails.
 */
final class BrokenEnd extends FilterInputStream {
  private static final int STEP = 1 << 13;

  private IOException failure;

  BrokenEnd(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    return super.read(buffer, offset, length);
  }

  /** None is certain; else buffers would go on reading, and lose at a break what they have. */
  @Override
  public int available() {
    return 0;
  }

  @Override
  public byte[] readNBytes(int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[STEP];
    try {
      int count = 0;
      while (count >= 0 && bytes.size() < length) {
        count = read(buffer, 0, Math.min(STEP, length - bytes.size()));
        bytes.write(buffer, 0, Math.max(0, count));
      }
    } catch (IOException e) {
      if (bytes.size() == 0) {
        throw e;
      }
      failure = e;
    }
    return bytes.toByteArray();
  }
}
