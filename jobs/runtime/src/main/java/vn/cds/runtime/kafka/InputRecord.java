package vn.cds.runtime.kafka;

/**
 * A Kafka record as the broker holds it.
 *
 * @param appendTime when the broker took it, in milliseconds since 1970: the record's clock
 * @param value its bytes; null for a tombstone
 * @param imported whether it lies in a topic of imports, so that its append time is that of the
 *     import
 */
public record InputRecord(
    String topic, int partition, long offset, long appendTime, byte[] value, boolean imported) {}
