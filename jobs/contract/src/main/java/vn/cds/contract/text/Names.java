package vn.cds.contract.text;

import java.util.Locale;

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

  /** The Vietnamese one in Vietnamese, else the English one. */
  public String in(Locale language) {
    return language.getLanguage().equals("vi") ? vi : en;
  }
}
