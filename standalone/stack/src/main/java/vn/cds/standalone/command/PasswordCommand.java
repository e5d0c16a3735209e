package vn.cds.standalone.command;

import java.io.Console;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.cds.dashboard.access.login.PasswordHash;
import vn.cds.standalone.command.option.Password;
import vn.cds.standalone.error.ExitCode;
import vn.cds.standalone.error.UserError;

/** Makes a line of the board's passwords file. */
@Command(
    name = "password",
    mixinStandardHelpOptions = true,
    description =
        "Print a user's line for the passwords file of the board's access file: the name and a"
            + " salted hash. The password is asked for, or comes from CDS_BOARD_PASSWORD or"
            + " --password-file.",
    footer = {"", "Example:", "  ./cds password an.nguyen >> board-users"})
public final class PasswordCommand implements Callable<Integer> {
  private static final String VARIABLE = "CDS_BOARD_PASSWORD";
  private static final int SHORTEST = 10;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The name to log in with.")
  private String name;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the password.")
  private Path file;

  @Override
  public Integer call() {
    if (name.isBlank() || name.contains(":") || name.startsWith("#")) {
      throw UserError.usage("the name must not be empty, hold a colon or begin with #");
    }
    String password = Password.read(VARIABLE, file);
    Console console = System.console();
    if (password.isEmpty() && console != null) {
      password = new String(console.readPassword("Password of %s: ", name));
    }
    if (password.codePointCount(0, password.length()) < SHORTEST) {
      throw UserError.usage(
          "the password must have at least %d characters; type it, set %s or give --password-file"
              .formatted(SHORTEST, VARIABLE));
    }
    spec.commandLine().getOut().println(name + ":" + PasswordHash.make(password).text());
    return ExitCode.OK;
  }
}
