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

/** Puts a {@link RestGuard} before every request to Flink's REST; Flink finds it by itself. */
public final class RestGuardFactory implements InboundChannelHandlerFactory {

  /** Names, beside those that Flink knows itself by, under which people and programs reach it. */
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
