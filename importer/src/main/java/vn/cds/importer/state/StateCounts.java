package vn.cds.importer.state;

/**
 * What exports changed.
 *
 * @param events that are new
 * @param retractions of events that no longer hold
 * @param unchanged events that stood and stand, of what the exports list
 * @param unlisted dossiers, documents or payments known before that no export lists
 * @param unlistedRetracted those among them whose events were taken back
 * @param differing dossiers, documents or payments of which earlier commands said something else
 *     with the same date, and still hold
 */
public record StateCounts(
    long events,
    long retractions,
    long unchanged,
    long unlisted,
    long unlistedRetracted,
    long differing) {}
