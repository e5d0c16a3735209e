package vn.cds.standalone.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Options that earlier versions called otherwise: one thing has one name in every command. */
final class RenamedOptions {
  private static final Map<String, String> NEW_NAMES =
      Map.of(
          "--bootstrap", "--kafka",
          "--url", "--clickhouse",
          "--rest", "--flink",
          "--why", "--reason",
          "--wait", "--patience",
          "--to", "--out",
          "--state", "--state-backend");

  private RenamedOptions() {}

  /**
   * Says what the old names among the arguments are called now. A name is old where the command
   * does not know it and knows the new one.
   *
   * @param command the command that refused the arguments
   * @return empty: there is no old name
   */
  static String explain(CommandSpec command, String... arguments) {
    return Arrays.stream(arguments)
        .map(argument -> argument.split("=", 2)[0])
        .filter(NEW_NAMES::containsKey)
        .filter(name -> command.findOption(name) == null)
        .filter(name -> command.findOption(NEW_NAMES.get(name)) != null)
        .distinct()
        .map(name -> name + " is called " + NEW_NAMES.get(name) + " now")
        .collect(Collectors.joining("; "));
  }
}
