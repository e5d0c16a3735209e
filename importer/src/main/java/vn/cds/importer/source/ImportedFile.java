package vn.cds.importer.source;

import java.time.Instant;

/**
 * A file that was imported.
 *
 * @param name of the file then
 * @param date of the export, as a mapping writes it; {@code none} when it had none
 * @param mapping digest of the mapping that it was read with
 * @param at when it was imported
 */
public record ImportedFile(String name, String date, String mapping, Instant at) {}
