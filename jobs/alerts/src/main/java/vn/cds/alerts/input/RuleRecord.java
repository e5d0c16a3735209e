package vn.cds.alerts.input;

/**
 * A rule file as somebody published it.
 *
 * @param version of the file; 0 when it could not be read
 * @param yaml the file
 * @param changedBy who published it; empty when unknown
 * @param reason why; empty when unknown
 * @param seenAt when the broker took it, in milliseconds since 1970
 * @param fault what is wrong with it, so that it never takes effect; empty when nothing is
 */
public record RuleRecord(
    int version, String yaml, String changedBy, String reason, long seenAt, String fault) {}
