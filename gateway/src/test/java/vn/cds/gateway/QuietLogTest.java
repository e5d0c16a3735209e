package vn.cds.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.UUID;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.Test;

/** Neither tokens nor anything of an event stands in the log, however much is logged. */
class QuietLogTest {
  private static final String CANARY = "canary-7d3f";

  @Test
  void whatIsSentIsNotLogged() {
    StringWriter text = new StringWriter();
    WriterAppender appender =
        WriterAppender.createAppender(
            PatternLayout.newBuilder().withPattern("%m %throwable%n").build(),
            null,
            text,
            "canary",
            false,
            true);
    appender.start();
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configurator.setLevel("vn.cds.gateway", Level.TRACE);
    context.getConfiguration().getRootLogger().addAppender(appender, Level.TRACE, null);
    context.updateLoggers();
    String token = TestGateway.newToken();
    try (TestGateway gateway = TestGateway.start(TestGateway.source("vendor", token))) {
      UUID id = UUID.randomUUID();
      String event = TestEvents.payment(id, TestEvents.COMMUNE);
      gateway.post(token, "application/json", event.replace("PAY-", CANARY));
      gateway.post(token, "application/json", event.replace("\"fee\"", "\"" + CANARY + "\""));
      gateway.post(token, "application/json", "{\"" + CANARY);
      gateway.post(token, "application/" + CANARY, event);
      gateway.post(token + CANARY, "application/json", event);
      gateway.post(token, CANARY, "application/json", TestEvents.bytes(event));
      assertThat(text.toString())
          .contains("sources may send")
          .doesNotContain(CANARY, token, token.substring(4), id.toString());
    } finally {
      Configurator.setLevel("vn.cds.gateway", Level.WARN);
      context.getConfiguration().getRootLogger().removeAppender("canary");
    }
  }
}
