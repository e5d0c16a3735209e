package vn.cds.importer.row;

import vn.cds.contract.event.Event;

/**
 * A valid event of a row, ready to be sent.
 *
 * @param event what it says
 * @param json the same, as the contract writes it
 */
public record RowEvent(Event event, byte[] json) {}
