package vn.cds.metrics.publish;

/** A row as a Kafka message: JSON in UTF-8. */
public record MetricMessage(byte[] key, byte[] value) {}
