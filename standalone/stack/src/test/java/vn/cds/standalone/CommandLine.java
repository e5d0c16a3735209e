package vn.cds.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import vn.cds.standalone.cli.Cds;
import vn.cds.standalone.clickhouse.EmbeddedClickHouse;

/** Runs a command in this JVM and keeps what it says. */
record CommandLine(int exitCode, String out, String err) {
  /** The command on the tables of a server. */
  static CommandLine runOn(EmbeddedClickHouse server, Object... arguments) {
    return run(
        Stream.concat(
                Stream.of(arguments),
                Stream.of(
                    "--clickhouse",
                    server.httpUrl(),
                    "--user",
                    server.user(),
                    "--password-file",
                    server.passwordFile()))
            .toArray());
  }

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
