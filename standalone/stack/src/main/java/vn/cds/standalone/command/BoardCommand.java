package vn.cds.standalone.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sun.misc.Signal;
import vn.cds.dashboard.BasicAuthentication;
import vn.cds.dashboard.Board;
import vn.cds.sql.Database;
import vn.cds.standalone.DataDirectory;
import vn.cds.standalone.ExitCode;
import vn.cds.standalone.UserError;

/** The board alone, on a ClickHouse that runs somewhere. */
@Command(
    name = "board",
    mixinStandardHelpOptions = true,
    description = {
      "Serve the live board from a ClickHouse server. It listens on this machine alone; on any"
          + " other address it wants a login."
    },
    footer = {
      "",
      "Examples:",
      "  ./cds board --clickhouse http://127.0.0.1:8123",
      "  ./cds board --clickhouse http://clickhouse:8123 --user reader \\",
      "      --password-file reader.txt --address 0.0.0.0 --login lanhdao \\",
      "      --login-password-file board.txt",
      "",
      "Put TLS in front of it when others reach it."
    })
public final class BoardCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--clickhouse",
      paramLabel = "URL",
      description = "HTTP address of the server. Default: that of the stack that runs in ./data.")
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
      description = "To listen on. Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(names = "--port", defaultValue = "8080", description = "Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--province",
      paramLabel = "CODE",
      defaultValue = "38",
      description = "Shown at first. Default: ${DEFAULT-VALUE}.")
  private String province;

  @Option(
      names = "--login",
      paramLabel = "NAME",
      description =
          "The name people log in with. The password comes from CDS_BOARD_PASSWORD or"
              + " --login-password-file.")
  private String login;

  @Option(
      names = "--login-password-file",
      paramLabel = "FILE",
      description = "Holds the password, or a hash of it (pbkdf2-sha512:...).")
  private Path loginPasswordFile;

  @Override
  public Integer call() throws InterruptedException {
    if (clickHouse == null) {
      clickHouse =
          DataDirectory.readAddresses(Path.of(KafkaAddress.DEFAULT_DATA)).get("clickhouse");
    }
    CountDownLatch stop = new CountDownLatch(1);
    Signal.handle(new Signal("INT"), signal -> stop.countDown());
    Signal.handle(new Signal("TERM"), signal -> stop.countDown());
    try (Board board = start()) {
      spec.commandLine().getOut().println("the board is at " + board.url());
      stop.await();
    }
    return ExitCode.OK;
  }

  private Board start() {
    try {
      Board.Builder builder =
          Board.builder(
                  Database.of(
                      clickHouse, user, Password.read("CDS_CLICKHOUSE_PASSWORD", passwordFile)))
              .bindAddress(address)
              .port(port)
              .defaultProvince(province);
      if (login != null) {
        builder.authentication(authentication());
      }
      return builder.start();
    } catch (IllegalArgumentException e) {
      throw UserError.usage(e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw UserError.environment(e.getMessage(), e);
    }
  }

  private BasicAuthentication authentication() {
    String password = Password.read("CDS_BOARD_PASSWORD", loginPasswordFile);
    if (password.isEmpty()) {
      throw UserError.usage(
          "--login needs a password: set CDS_BOARD_PASSWORD, or name a file with"
              + " --login-password-file");
    }
    return new BasicAuthentication(
        login,
        password.startsWith("pbkdf2-sha512:") ? password : BasicAuthentication.hash(password));
  }
}
