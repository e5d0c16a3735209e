package vn.cds.standalone.clickhouse;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.util.Arrays;

/**
 * The child process: loads {@code libchdb.so} and runs ClickHouse in it until standard input ends.
 * When ClickHouse ends for another reason, the reason goes to standard error and the exit code is
 * 1.
 *
 * <p>Arguments: the library's path, then ClickHouse's own arguments, the program's name first.
 */
final class LibraryServer {

  private LibraryServer() {}

  public static void main(String[] arguments) {
    NativeLibrary chdb = NativeLibrary.getInstance(arguments[0]);
    // ClickHouse's own handlers take SIGSEGV away from the JVM, which needs it for null checks.
    chdb.getFunction("chdb_set_signal_handlers_enabled").invokeVoid(new Object[] {0});
    String[] argv = Arrays.copyOfRange(arguments, 1, arguments.length);
    Pointer result =
        chdb.getFunction("chdb_query_cmdline")
            .invokePointer(new Object[] {argv.length, new StringArray(argv, "UTF-8")});
    String error = chdb.getFunction("chdb_result_error").invokeString(new Object[] {result}, false);
    if (error != null) {
      System.err.println(error);
      System.exit(1);
    }
  }
}
