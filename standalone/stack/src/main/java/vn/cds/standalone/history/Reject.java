package vn.cds.standalone.history;

import java.util.List;

/**
 * Something of an export that was not counted.
 *
 * @param code a fault code of docs/contract.md, or {@code UNREADABLE_ROW}
 * @param detail what is wrong
 * @param dossier null when it cannot be read
 * @param channel on the wire; null when unknown
 * @param month of receipt, {@code yyyy-MM}; null when unknown
 * @param sources the lines, {@code file:line}, that say it
 */
public record Reject(
    String code,
    String detail,
    String dossier,
    String channel,
    String month,
    List<String> sources) {}
