package vn.cds.standalone.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.cds.contract.roster.Roster;
import vn.cds.dashboard.Board;
import vn.cds.dashboard.access.AccessConfiguration;
import vn.cds.dashboard.access.login.PasswordHash;
import vn.cds.sql.Database;
import vn.cds.standalone.KafkaConnection;
import vn.cds.standalone.KafkaInputTopics;
import vn.cds.standalone.KafkaSourceTopic;
import vn.cds.standalone.StopSignal;
import vn.cds.standalone.command.option.KafkaProperties;
import vn.cds.standalone.command.option.MetricsAddress;
import vn.cds.standalone.command.option.Password;
import vn.cds.standalone.command.option.RosterFiles;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;
import vn.cds.standalone.servers.ServerChecks;

/** The board alone, on a ClickHouse that runs somewhere else. */
@Command(
    name = "board",
    mixinStandardHelpOptions = true,
    description =
        "Serve the live board from a ClickHouse server that ./cds migrate has prepared. Ctrl-C"
            + " stops it.",
    footer = {
      "",
      "Examples:",
      "  ./cds board --clickhouse http://127.0.0.1:8123",
      "  ./cds board --clickhouse http://clickhouse:8123 --user reader \\",
      "      --password-file /run/secrets/clickhouse-reader --address 0.0.0.0 \\",
      "      --login board --login-password-file /run/secrets/board",
      "  ./cds board --clickhouse http://clickhouse:8123 --address 0.0.0.0 --access access.yaml",
      "",
      "The access file says who may come in and see what; every key is explained in",
      "dashboard/src/main/resources/vn/cds/dashboard/access/access.yaml."
    })
public final class BoardCommand implements Callable<Integer> {
  private static final String LOGIN_VARIABLE = "CDS_BOARD_PASSWORD";

  @Spec private CommandSpec spec;

  @Option(
      names = "--clickhouse",
      required = true,
      paramLabel = "URL",
      description = "HTTP address of the server.")
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
      names = "--address",
      defaultValue = "127.0.0.1",
      description =
          "Where to listen. Default: ${DEFAULT-VALUE}. Any but this machine needs --access or"
              + " --login; put a proxy with TLS in front.")
  private String address;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Default: ${DEFAULT-VALUE}; 0: a free one.")
  private int port;

  @Option(
      names = "--province",
      paramLabel = "CODE",
      defaultValue = "38",
      description = "Shown first. Default: ${DEFAULT-VALUE}, Thanh Hoá.")
  private String province;

  @Option(
      names = "--access",
      paramLabel = "FILE",
      description =
          "Who may come in and see what (YAML): OpenID Connect, a trusted proxy, or users with"
              + " passwords; roles and provinces.")
  private Path access;

  @Option(
      names = "--login",
      paramLabel = "NAME",
      description =
          "One name for everybody to log in with, instead of --access. The password comes from "
              + LOGIN_VARIABLE
              + " or --login-password-file.")
  private String login;

  @Option(
      names = "--operator",
      description =
          "Without --access: show criteria whose source nobody has verified, which leaders are not"
              + " shown. With --access the roles say who is.")
  private boolean operator;

  @Option(
      names = "--login-password-file",
      paramLabel = "FILE",
      description = "Holds the password people log in with.")
  private Path loginPasswordFile;

  @Mixin private RosterFiles rosterFiles;

  @Option(
      names = "--boundaries",
      paramLabel = "FILE",
      description =
          "Boundaries of the communes for the map, GeoJSON or TopoJSON: polygons whose property code is"
              + " the commune's code. Default: none, the map is drawn from the communes' centres.")
  private Path boundaries;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "Kafka's bootstrap servers, to say whether every record that was produced is accounted for,"
              + " and to show the sources of the gateway. Default: the board knows neither.")
  private String kafka;

  @Mixin private KafkaProperties kafkaProperties;
  @Mixin private MetricsAddress metrics;

  @Option(
      names = "--kafka-group",
      paramLabel = "PREFIX",
      defaultValue = "cds",
      description = "As the jobs' kafka.group.id. Default: ${DEFAULT-VALUE}.")
  private String kafkaGroup;

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch stop = StopSignal.latch();
    try (KafkaInputTopics inputTopics = inputTopics();
        KafkaSourceTopic sourceTopic = sourceTopic();
        Board board = start(inputTopics, sourceTopic)) {
      spec.commandLine().getOut().println("board on " + board.url());
      stop.await();
    }
    return ExitCode.OK;
  }

  /** Null without Kafka. */
  private KafkaInputTopics inputTopics() {
    return kafka == null
        ? null
        : new KafkaInputTopics(connection(), kafkaGroup, ServerChecks.WITHIN);
  }

  /** Null without Kafka. */
  private KafkaSourceTopic sourceTopic() {
    return kafka == null ? null : new KafkaSourceTopic(connection(), ServerChecks.WITHIN);
  }

  private KafkaConnection connection() {
    return new KafkaConnection(kafka, kafkaProperties.read());
  }

  private Board start(KafkaInputTopics inputTopics, KafkaSourceTopic sourceTopic) {
    try {
      Database database =
          Database.of(clickHouse, user, Password.read("CDS_CLICKHOUSE_PASSWORD", passwordFile));
      Board.Builder board =
          Board.builder(database)
              .bindAddress(address)
              .port(port)
              .defaultProvince(province)
              .operator(operator)
              .inputTopics(() -> inputTopics)
              .sourceTopic(() -> sourceTopic)
              .metrics(metrics.socket());
      Roster roster = rosterFiles.roster();
      board.roster(roster).access(access(roster));
      if (boundaries != null) {
        board.boundaries(boundaries);
      }
      return board.start();
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw UserError.environment(e.getMessage(), e);
    }
  }

  /** Null when everybody on this machine may come in. */
  private AccessConfiguration access(Roster roster) {
    if (access != null && login != null) {
      throw UserError.usage("--access and --login do not go together; give one of them");
    }
    if (access != null) {
      return AccessConfiguration.read(access, System.getenv(), roster);
    }
    return login == null ? null : AccessConfiguration.login(login, PasswordHash.make(password()));
  }

  private String password() {
    String password = Password.read(LOGIN_VARIABLE, loginPasswordFile);
    if (password.isEmpty()) {
      throw UserError.usage(
          "--login needs a password: set " + LOGIN_VARIABLE + " or give --login-password-file");
    }
    return password;
  }
}
