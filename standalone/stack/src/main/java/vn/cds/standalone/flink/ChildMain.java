package vn.cds.standalone.flink;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class in a child process that never outlives its parent: standard input is a
 * pipe from the parent, and its end, also after {@code kill -9} of the parent, is the end of this
 * process.
 */
public final class ChildMain {
  private ChildMain() {}

  /** The main class, then its arguments. */
  public static void main(String[] args) throws Throwable {
    Thread watcher = new Thread(ChildMain::endWithParent, "end-with-parent");
    watcher.setDaemon(true);
    watcher.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes; only the end counts.
      }
    } catch (IOException e) {
      // A broken pipe is an end, too.
    }
    Runtime.getRuntime().halt(1);
  }
}
