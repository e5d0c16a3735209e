package vn.cds.standalone;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** The log of a command: none until the command has a data directory. */
public final class CommandLog {
  /** Flink's web UI shows the file this property names. */
  private static final String FILE_PROPERTY = "log.file";

  private CommandLog() {}

  /** From now on every line goes to this file, which is made when it is absent. */
  public static void writeTo(Path file) {
    System.setProperty(FILE_PROPERTY, file.toString());
    Configurator.reconfigure(java.net.URI.create("classpath:log4j2-file.xml"));
  }
}
