package vn.cds.contract.text;

/**
 * A name in both languages of the board.
 *
 * @param vi Vietnamese, as {@link Spelling#official} spells it
 * @param en English
 */
public record Names(String vi, String en) {

  public Names {
    vi = vi == null ? null : Spelling.official(vi);
  }
}
