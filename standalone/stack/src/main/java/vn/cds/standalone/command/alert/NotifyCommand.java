package vn.cds.standalone.command.alert;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.notifier.Notifier;
import vn.cds.notifier.configuration.NotifierConfiguration;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.StopSignal;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** The notifier, on a Kafka that runs somewhere else. */
@Command(
    name = "notify",
    mixinStandardHelpOptions = true,
    description =
        "Bring alerts to people: reads the alert job's transitions from Kafka and delivers them to"
            + " Alertmanager, webhooks and mail. Ctrl-C stops it; the next start goes on from"
            + " there. One notifier works at a time: a second one on the same Kafka is refused.",
    footer = {
      "",
      "Examples:",
      "  ./cds notify --config notifier.yaml",
      "  ./cds notify --config notifier.yaml --data data    on the Kafka of a ./cds demo --no-notifier",
      "  ./cds notify --config notifier.yaml --check        only look for faults in the file",
      "",
      "Every key of the file is explained in notifier/src/main/resources/vn/cds/notifier/"
          + "notifier.yaml."
    })
public final class NotifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Recipients, channels, silences (YAML).")
  private Path file;

  @Mixin private KafkaAddress kafka;

  @Option(names = "--check", description = "Read the file, say whether it is right, and end.")
  private boolean check;

  @Override
  public Integer call() throws InterruptedException {
    NotifierConfiguration configuration = NotifierConfiguration.read(file, System.getenv());
    if (check) {
      spec.commandLine().getOut().println(file + " is right: " + configuration);
      return ExitCode.OK;
    }
    String servers =
        configuration.bootstrapServers() == null || kafka.isGiven()
            ? kafka.named()
            : configuration.bootstrapServers();
    kafka.checkAnswers(new KafkaConnection(servers, configuration.kafka()));
    configuration = configuration.withBootstrapServers(servers);
    try (Notifier notifier = Notifier.start(configuration, Clock.systemUTC())) {
      CountDownLatch stop = StopSignal.latch();
      spec.commandLine().getOut().println("notifying " + configuration);
      if (configuration.recipients().isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                "Warning: "
                    + file
                    + " names no recipients, so nobody is told of an alert but by an Alertmanager"
                    + " whose receivers are filled in (as shipped, they are not)");
      }
      while (!stop.await(1, TimeUnit.SECONDS)) {
        notifier.check();
      }
    } catch (IllegalStateException e) {
      throw UserError.environment(e.getMessage(), e);
    }
    return ExitCode.OK;
  }
}
