package vn.cds.standalone.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Base64;

/** The configuration of a small server: several of them fit on a laptop beside Kafka and Flink. */
final class Configuration {

  /**
   * Host names that a page of another site does not have, also when its own name is made to lead to
   * this machine.
   */
  private static final String HOST = "regex:(127\\.0\\.0\\.1|localhost)(:[0-9]+)?";

  private Configuration() {}

  /**
   * @param cluster the part of the configuration that makes the server one of a cluster, or empty
   */
  static String xml(Path dataDir, int httpPort, String cluster) {
    return """
        <clickhouse>
          <path>%1$s</path>
          <listen_host>127.0.0.1</listen_host>
          <http_port>%2$d</http_port>
          <logger>
            <level>warning</level>
            <log>%1$s/clickhouse.log</log>
            <size>20M</size>
            <count>2</count>
          </logger>
          <timezone>UTC</timezone>
          <users_config>%1$s/users.xml</users_config>
          <!-- Who is let in names itself in a header, which a page from elsewhere cannot send. -->
          <http_handlers>
            <rule>
              <url>/ping</url>
              <headers><Host>%3$s</Host></headers>
              <handler><type>ping</type></handler>
            </rule>
            %4$s
            %5$s
          </http_handlers>
          <max_server_memory_usage>3000000000</max_server_memory_usage>
          <mark_cache_size>67108864</mark_cache_size>
          <index_mark_cache_size>16777216</index_mark_cache_size>
          <uncompressed_cache_size>0</uncompressed_cache_size>
          <query_cache><max_size_in_bytes>0</max_size_in_bytes></query_cache>
          <compiled_expression_cache_size>16777216</compiled_expression_cache_size>
          <background_pool_size>4</background_pool_size>
          <background_schedule_pool_size>8</background_schedule_pool_size>
          <background_common_pool_size>2</background_common_pool_size>
          <background_fetches_pool_size>1</background_fetches_pool_size>
          <background_move_pool_size>1</background_move_pool_size>
          <background_buffer_flush_schedule_pool_size>1</background_buffer_flush_schedule_pool_size>
          <background_distributed_schedule_pool_size>1</background_distributed_schedule_pool_size>
          <background_message_broker_schedule_pool_size>1</background_message_broker_schedule_pool_size>
          <keep_alive_timeout>30</keep_alive_timeout>
          <max_connections>512</max_connections>
          %6$s
        </clickhouse>
        """
        .formatted(
            escape(dataDir.toString()),
            httpPort,
            HOST,
            queries("X-ClickHouse-User", "(" + Accounts.OWNER + "|" + Accounts.READER + ")"),
            queries(
                "Authorization",
                "Basic (" + basic(Accounts.OWNER) + "|" + basic(Accounts.READER) + ").*"),
            cluster);
  }

  /** Accepts queries whose header names an account. */
  private static String queries(String header, String accounts) {
    return """
        <rule>
          <headers><Host>%1$s</Host><%2$s>regex:%3$s</%2$s></headers>
          <handler>
            <type>dynamic_query_handler</type>
            <query_param_name>query</query_param_name>
          </handler>
        </rule>"""
        .formatted(HOST, header, accounts);
  }

  /** The beginning of the basic credentials of an account, whatever the password. */
  private static String basic(String account) {
    byte[] known = (account + ':').getBytes(UTF_8);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(known);
    // The bits of a group of three bytes that is not full depend on what follows.
    return known.length % 3 == 0 ? encoded : encoded.substring(0, encoded.length() - 1);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
