package vn.cds.contract.text;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** The one spelling of Vietnamese names: that of the national catalogue of units. */
public final class Spelling {

  /**
   * A tone mark on the first vowel of oa, oe or uy at the end of a syllable that begins with a
   * consonant: Hóa, khỏe, Thủy. The catalogue leaves it there without a consonant: Nguyễn Úy.
   */
  private static final Pattern TONE_ON_FIRST_VOWEL =
      Pattern.compile(
          "(?<=\\p{L})([oO](?=.[aAeE])|[uU](?=.[yY]))([\\u0300\\u0301\\u0303\\u0309\\u0323])(.)"
              + "(?![\\p{L}\\p{M}])");

  private Spelling() {}

  /**
   * The name with its tone marks where the national catalogue puts them: Hoá for Hóa, Thuỷ for
   * Thủy. The result is in NFC; a name that is spelled so already stays as it is.
   */
  public static String official(String name) {
    String marksApart = Normalizer.normalize(name, Normalizer.Form.NFD);
    return Normalizer.normalize(
        TONE_ON_FIRST_VOWEL.matcher(marksApart).replaceAll("$1$3$2"), Normalizer.Form.NFC);
  }
}
