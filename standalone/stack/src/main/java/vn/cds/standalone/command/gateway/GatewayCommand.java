package vn.cds.standalone.command.gateway;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.gateway.Gateway;
import vn.cds.gateway.TlsFiles;
import vn.cds.gateway.source.SourcesFile;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.StopSignal;
import vn.cds.standalone.command.option.KafkaAddress;
import vn.cds.standalone.command.option.MetricsAddress;
import vn.cds.standalone.command.option.RosterFiles;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** The gateway, on a Kafka that runs somewhere else. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description =
        "Take events over HTTP from the sources of a file, check them against the contract and write"
            + " them to Kafka (docs/gateway.md). Ctrl-C stops it.",
    footer = {
      "",
      "Examples:",
      "  ./cds sources add --file sources.yaml --name one-stop --kind service-requests --province 38",
      "  ./cds gateway --sources sources.yaml --kafka kafka:9092",
      "  ./cds gateway --sources sources.yaml --kafka kafka:9092 --address 0.0.0.0 --port 443 \\",
      "      --certificate gateway.crt --key gateway.key"
    })
public final class GatewayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaAddress kafka;
  @Mixin private RosterFiles roster;

  @Option(
      names = "--sources",
      required = true,
      paramLabel = "FILE",
      description =
          "Who may send what (YAML), made by ./cds sources. Changes count within seconds.")
  private Path sources;

  @Option(
      names = "--address",
      defaultValue = "127.0.0.1",
      description =
          "Where to listen. Default: ${DEFAULT-VALUE}. Any but this machine needs --certificate and"
              + " --key, or --behind-proxy.")
  private String address;

  @Option(
      names = "--port",
      defaultValue = "8090",
      description = "Default: ${DEFAULT-VALUE}; 0: a free one.")
  private int port;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "For TLS: PEM with its own certificate, then those of the authorities between.")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "For TLS: the key of the certificate, PEM, PKCS #8 without a password.")
  private Path key;

  @Option(names = "--behind-proxy", description = "A proxy with TLS stands in front.")
  private boolean behindProxy;

  @Mixin private MetricsAddress metrics;

  @Option(
      names = "--instance",
      defaultValue = "gateway",
      description =
          "Its name among several gateways on one Kafka, kept over restarts. Default:"
              + " ${DEFAULT-VALUE}.")
  private String instance;

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch stop = StopSignal.latch();
    try (Gateway gateway = start()) {
      spec.commandLine().getOut().println("gateway on " + gateway.url());
      stop.await();
    }
    return ExitCode.OK;
  }

  private Gateway start() {
    if ((certificate == null) != (key == null)) {
      throw UserError.usage("--certificate and --key go together; give both");
    }
    if (!instance.matches("[A-Za-z0-9.-]{1,60}")) {
      throw UserError.usage("--instance must be at most 60 letters, digits, . and -");
    }
    try {
      KafkaConnection connection = kafka.unchecked();
      Gateway.Builder gateway =
          Gateway.builder(
                  connection.servers(), new SourcesFile(sources, roster.roster()), roster.roster())
              .client(connection.client())
              .address(address)
              .port(port)
              .behindProxy(behindProxy)
              .instance(instance)
              .metrics(metrics.socket());
      if (certificate != null) {
        gateway.tls(new TlsFiles(certificate, key));
      }
      return gateway.start();
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw UserError.environment(e.getMessage(), e);
    }
  }
}
