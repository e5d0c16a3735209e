package vn.cds.importer.state;

import java.util.List;

/**
 * A state that is known from now on, with the records that it comes with: kept together or not at
 * all.
 *
 * @param key of the state, see {@link StateKey}
 * @param value of the state, JSON; null when nothing is known from now on
 * @param records events and retractions of one dossier, document or payment; empty when it is
 *     counted as before
 */
public record StateChange(String key, byte[] value, List<ImportRecord> records) {}
