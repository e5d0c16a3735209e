package vn.cds.dashboard.api.query;

import java.util.Map;

/**
 * The compacted topic {@code cds.sources}, in which gateways say who may send through them and what
 * they sent; docs/gateway.md says what stands in its records. Thread-safe.
 */
public interface SourceTopic {

  /**
   * The last record of each key, read anew; none while there is no such topic.
   *
   * @throws InputTopics.Unavailable when Kafka does not answer
   */
  Map<String, byte[]> latest();
}
