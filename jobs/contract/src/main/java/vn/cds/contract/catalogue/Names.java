package vn.cds.contract.catalogue;

/**
 * A name in both languages of the board.
 *
 * @param vi Vietnamese
 * @param en English
 */
public record Names(String vi, String en) {}
