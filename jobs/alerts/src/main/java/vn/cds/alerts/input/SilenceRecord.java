package vn.cds.alerts.input;

/**
 * A decision about a silence, which {@link vn.cds.contract.alerts.AlertSilence} can read.
 *
 * @param value as it lies in the topic
 * @param seenAt when the broker took it, in milliseconds since 1970
 */
public record SilenceRecord(byte[] value, long seenAt) {}
