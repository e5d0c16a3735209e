package vn.cds.gateway.publish;

import java.time.Instant;

/**
 * Kafka has taken all records of a request.
 *
 * @param appendTime of the last one, by the broker's clock
 */
public record Acknowledged(Instant appendTime) {}
