package vn.cds.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs a command in this JVM and keeps what it says. */
record CommandLine(int exitCode, String out, String err) {
  static CommandLine run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int code = Cds.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    return new CommandLine(code, out.toString(), err.toString());
  }
}
