package vn.cds.importer.mapping;

/**
 * A row makes an event of this status, unless the field that says when is empty.
 *
 * @param status on the wire
 * @param at the time field that is its moment
 */
public record EventRule(String status, String at) {}
