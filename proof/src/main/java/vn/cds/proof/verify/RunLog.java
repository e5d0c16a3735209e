package vn.cds.proof.verify;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints what a run does, with the time since its beginning. */
public final class RunLog {
  private final PrintWriter out;
  private final long start = System.nanoTime();

  public RunLog(PrintWriter out) {
    this.out = out;
  }

  /**
   * @param format as in {@link String#format}
   */
  public synchronized void say(String format, Object... values) {
    out.printf(
        Locale.ROOT,
        "%7.1f s  %s%n",
        (System.nanoTime() - start) / 1e9,
        String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
