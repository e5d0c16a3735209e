package vn.cds.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.sql.SqlFailure;
import vn.cds.standalone.StackStatus;
import vn.cds.standalone.command.option.StackAddress;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

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
      "  ./cds status --kafka kafka:9092 --clickhouse http://clickhouse:8123 \\",
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

  @Mixin private StackAddress address;

  @Option(
      names = "--flink",
      paramLabel = "URL",
      description = "Flink's REST address, if elsewhere.")
  private URI flink;

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    try {
      StackStatus status =
          StackStatus.read(
              address.kafka(),
              address.database(),
              address.flink(flink),
              address.within(),
              Clock.systemUTC());
      spec.commandLine().getOut().println(JSON.writeValueAsString(status));
    } catch (SqlFailure e) {
      throw UserError.environment(e.getMessage(), e);
    }
    return ExitCode.OK;
  }
}
