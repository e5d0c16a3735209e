package vn.cds.dashboard;

import java.io.StringWriter;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** What is logged from now on, as it would be at an operator's, where the board says INFO. */
final class CapturedLog implements AutoCloseable {

  private final StringWriter text = new StringWriter();
  private final String name = "captured-" + System.nanoTime();

  CapturedLog() {
    WriterAppender appender =
        WriterAppender.createAppender(
            PatternLayout.newBuilder()
                .withPattern("%-5p %c{1}%notEmpty{ [%X{request_id}]} %m %throwable%n")
                .build(),
            null,
            text,
            name,
            false,
            true);
    appender.start();
    LoggerContext context = context();
    Configurator.setLevel("vn.cds.dashboard", Level.INFO);
    context.getConfiguration().getRootLogger().addAppender(appender, Level.DEBUG, null);
    context.updateLoggers();
  }

  private static LoggerContext context() {
    return (LoggerContext) LogManager.getContext(false);
  }

  String text() {
    return text.toString();
  }

  /** Lines with a word. */
  List<String> lines(String word) {
    return text().lines().filter(line -> line.contains(word)).toList();
  }

  @Override
  public void close() {
    context().getConfiguration().getRootLogger().removeAppender(name);
  }
}
