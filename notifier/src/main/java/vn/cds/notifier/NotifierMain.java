package vn.cds.notifier;

import java.nio.file.Path;
import java.time.Clock;
import vn.cds.contract.file.InvalidDataFile;
import vn.cds.notifier.configuration.NotifierConfiguration;

/**
 * The notifier as a process of its own. Exit codes: 0 stopped, 2 the file is wrong, 3 it failed.
 */
public final class NotifierMain {
  private NotifierMain() {}

  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--config")) {
      fail(2, "usage: NotifierMain --config FILE");
    }
    try (Notifier notifier =
        Notifier.start(
            NotifierConfiguration.read(Path.of(args[1]), System.getenv()), Clock.systemUTC())) {
      Runtime.getRuntime().addShutdownHook(new Thread(notifier::close));
      notifier.await();
    } catch (InvalidDataFile e) {
      fail(2, e.getMessage());
    } catch (IllegalStateException e) {
      fail(3, e.getMessage());
    }
  }

  private static void fail(int exitCode, String message) {
    System.err.println("Error: " + message);
    System.exit(exitCode);
  }
}
