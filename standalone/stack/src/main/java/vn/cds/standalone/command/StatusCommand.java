package vn.cds.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.sql.Database;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.ExitCode;
import vn.cds.standalone.StackStatus;
import vn.cds.standalone.UserError;

/** Where every record went, as JSON. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Print as JSON, per kind of event: records in Kafka, how many were counted, copies, rejected"
          + " and too late, the gap between them (0 once the jobs have caught up), and the age of"
          + " the figures; per job: its state and watermark."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds status                       of the demo that runs in ./data",
      "  ./cds status --data DIR",
      "  ./cds status --bootstrap kafka:9092 --clickhouse http://clickhouse:8123 \\",
      "      --flink http://jobmanager:8081"
    })
public final class StatusCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .build();

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = KafkaAddress.DEFAULT_DATA,
      description = "The data directory of a running stack. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Kafka, if elsewhere.")
  private String bootstrap;

  @Option(names = "--clickhouse", paramLabel = "URL", description = "ClickHouse, if elsewhere.")
  private String clickHouse;

  @Option(
      names = "--user",
      defaultValue = "default",
      description =
          "ClickHouse's user. Default: ${DEFAULT-VALUE}. The password comes from"
              + " CDS_CLICKHOUSE_PASSWORD or --password-file.")
  private String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the password.")
  private Path passwordFile;

  @Option(
      names = "--flink",
      paramLabel = "URL",
      description = "Flink's REST address, if elsewhere.")
  private URI flink;

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    if (bootstrap == null || clickHouse == null || flink == null) {
      Map<String, String> addresses = DataDirectory.readAddresses(data);
      bootstrap = bootstrap == null ? addresses.get("kafka") : bootstrap;
      clickHouse = clickHouse == null ? addresses.get("clickhouse") : clickHouse;
      flink = flink == null ? URI.create(addresses.get("flink")) : flink;
    }
    Database database;
    try {
      database =
          Database.of(clickHouse, user, Password.read("CDS_CLICKHOUSE_PASSWORD", passwordFile));
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage(), e);
    }
    try {
      StackStatus status = StackStatus.read(bootstrap, database, flink, Clock.systemUTC());
      spec.commandLine().getOut().println(JSON.writeValueAsString(status));
    } catch (SqlFailure e) {
      throw UserError.environment(e.getMessage(), e);
    }
    return ExitCode.OK;
  }
}
