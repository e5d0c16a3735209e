package vn.cds.standalone.cli;

import java.io.IOException;
import java.io.Writer;
import vn.cds.contract.text.PlainText;

/**
 * Writes to a terminal without control characters: names and errors from outside must neither move
 * its cursor nor turn the direction of reading.
 */
final class PlainWriter extends Writer {
  private final Writer to;

  PlainWriter(Writer to) {
    this.to = to;
  }

  @Override
  public void write(char[] characters, int from, int length) throws IOException {
    to.write(PlainText.cleanLines(new String(characters, from, length)));
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
