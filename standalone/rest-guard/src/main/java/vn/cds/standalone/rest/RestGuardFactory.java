package vn.cds.standalone.rest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;

/**
 * Adds a {@link RestGuard} before the REST handlers of Flink, which finds this class as a service.
 */
public final class RestGuardFactory implements InboundChannelHandlerFactory {

  /** Host names under which Flink is reached, beside those that it knows itself. */
  public static final ConfigOption<List<String>> HOSTS =
      ConfigOptions.key("cds.rest.hosts").stringType().asList().defaultValues();

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<ChannelHandler> createHandler(
      Configuration configuration, Map<String, String> responseHeaders) {
    return Optional.of(
        new RestGuard(
            new SameOrigin(
                configuration.get(HOSTS), configuration.getOptional(RestOptions.ADDRESS))));
  }
}
