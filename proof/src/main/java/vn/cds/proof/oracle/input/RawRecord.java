package vn.cds.proof.oracle.input;

import java.time.Instant;

/**
 * One record as Kafka holds it.
 *
 * @param appendTime when the broker took it (LogAppendTime)
 * @param value the bytes; null for a record without a value
 */
public record RawRecord(
    String topic, int partition, long offset, Instant appendTime, byte[] value) {}
