package vn.cds.proof.operate;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The programs that the commands of the documentation start, as scripts for this machine. */
final class ShellPrograms {
  /** Kafka's tools by the name of their script. */
  private static final Map<String, String> KAFKA_TOOLS =
      Map.of(
          "kafka-acls.sh", "org.apache.kafka.tools.AclCommand",
          "kafka-console-consumer.sh", "org.apache.kafka.tools.consumer.ConsoleConsumer",
          "kafka-delete-records.sh", "org.apache.kafka.tools.DeleteRecordsCommand",
          "kafka-transactions.sh", "org.apache.kafka.tools.TransactionsCommand");

  /** Files with a class path, which would be too long for a command. */
  private static final String ALL = "all.classpath";

  private static final String FLINK = "flink.classpath";

  private static final String CDS = "vn.cds.standalone.cli.Cds";

  private ShellPrograms() {}

  /**
   * Writes them.
   *
   * @param directory of the stack: {@code cds} into it, all into its {@code bin}
   * @param clickHousePort of HTTP on this machine
   */
  static void write(Path directory, int clickHousePort) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Files.writeString(bin.resolve(ALL), "-cp \"" + System.getProperty("java.class.path") + "\"");
    Files.writeString(bin.resolve(FLINK), "-cp \"" + flinkAlone() + "\"");
    String cds = java("-Dcds.root=" + directory + " @" + bin.resolve(ALL), CDS);
    program(directory.resolve("cds"), cds);
    program(bin.resolve("cds"), cds);
    program(
        bin.resolve("flink"),
        java("@" + bin.resolve(FLINK), "org.apache.flink.client.cli.CliFrontend"));
    for (Map.Entry<String, String> tool : KAFKA_TOOLS.entrySet()) {
      program(bin.resolve(tool.getKey()), java("@" + bin.resolve(ALL), tool.getValue()));
    }
    program(
        bin.resolve("clickhouse-client"),
        """
        # The client's answer is the server's, by HTTP.
        parameters=
        while [ $# -gt 0 ]; do
          case $1 in
            --user) user=$2 ;;
            --query) query=$2 ;;
            --*) parameters="$parameters&${1#--}=$2" ;;
          esac
          shift 2
        done
        exec curl -sS --fail-with-body -u "$user:$CLICKHOUSE_PASSWORD" --data-binary "$query" \\
          "http://127.0.0.1:%d/?wait_end_of_query=1$parameters"
        """
            .formatted(clickHousePort));
    program(
        bin.resolve("docker"),
        """
        # docker compose exec and run, with the processes of this machine.
        [ "$1" = compose ] || { echo "there is no engine for: docker $*" >&2; exit 64; }
        command=$2 entrypoint=
        shift 2
        while [[ $1 == -* ]]; do
          [ "$1" = --entrypoint ] && { entrypoint=$2; shift; }
          shift
        done
        service=$1
        shift
        case $command:$service in
          exec:*) exec "$@" ;;
          run:topics) exec "$entrypoint" "$@" ;;
          run:cli | run:gateway) exec ./cds "$@" ;;
          run:migrate) exec ./cds migrate --clickhouse=http://127.0.0.1:%d --user=migrator \\
            --password-file=deploy/docker/secrets/clickhouse-migrator ;;
          *) echo "not here: docker compose $command $service $*" >&2; exit 64 ;;
        esac
        """
            .formatted(clickHousePort));
  }

  /** Makes {@code cds} that of another tree, which has been built. */
  static void writeCds(Path directory, Path tree) throws IOException {
    program(directory.resolve("cds"), "exec '" + tree.resolve("cds") + "' \"$@\"");
  }

  /** Starts soon, since it runs for seconds, and logs as the commands do. */
  private static String java(String options, String main) {
    return "exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m @%s %s %s %s \"$@\""
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            Path.of(System.getProperty("cds.root"), "standalone/stack/jvm.options"),
            "-Dlog4j2.configurationFile=classpath:log4j2.xml -Dcds.log.level=WARN",
            options,
            main);
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\nset -euo pipefail\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The class path without the jobs and what they bring along, as on a cluster of one's own. */
  static String flinkAlone() {
    Pattern others =
        Pattern.compile(
            "vn/cds|/target/|flink-connector-(?!datagen)|org/apache/kafka|clickhouse|fasterxml");
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.contains("cds-stack") || !others.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
