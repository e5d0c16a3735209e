package vn.cds.standalone;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * Where Kafka is and how its clients log in.
 *
 * @param servers its bootstrap servers
 * @param client further settings of every client, such as those of TLS and SASL
 */
public record KafkaConnection(String servers, Map<String, String> client) {
  /** A Kafka that asks nobody to log in. */
  public static KafkaConnection of(String servers) {
    return new KafkaConnection(servers, Map.of());
  }

  /** The settings of a client; a copy. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    return settings;
  }

  /**
   * The settings of a client that waits for an answer for a time.
   *
   * @param within how long
   */
  public Map<String, Object> settings(Duration within) {
    Map<String, Object> settings = settings();
    int millis = (int) within.toMillis();
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis);
    return settings;
  }

  /**
   * A client for administrators.
   *
   * @throws org.apache.kafka.common.KafkaException when the settings cannot be used
   */
  public Admin admin() {
    return Admin.create(settings());
  }

  /** The address alone: the settings hold passwords. */
  @Override
  public String toString() {
    return servers;
  }
}
