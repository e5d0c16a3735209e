package vn.cds.importer.file;

import java.util.HashMap;
import java.util.Map;

/**
 * The two encodings of Vietnamese fonts that Java does not know: TCVN3 (ABC, .VnTime) and VNI
 * (VNI-Times). Both are read as ISO-8859-1 first.
 */
final class LegacyVietnamese {
  /** From 0xA1, as TCVN 5712:1993 has it; the letters of its fonts for capitals are the same. */
  private static final String TCVN3 =
      "ĂÂÊÔƠƯĐăâêôơưđẰ"
          + "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
          + "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
          + "éẹềểễếệìỉỄẾỒĩíịò"
          + "Ổỏõóọồổỗốộờởỡớợù"
          + "ỖủũúụừửữứựỳỷỹýỵỐ";

  /** Of VNI: a letter and the mark behind it. */
  private static final Map<String, Character> VNI_PAIRS = new HashMap<>();

  private static final Map<Character, Character> VNI_LETTERS = new HashMap<>();

  static {
    marks("aeiouy", "ùøûõï", "áàảãạéèẻẽẹ     óòỏõọúùủũụýỳỷỹ ");
    pair("aâ", 'â', "aê", 'ă', "eâ", 'ê', "oâ", 'ô');
    pair("aá", 'ấ', "aà", 'ầ', "aå", 'ẩ', "aã", 'ẫ', "aä", 'ậ');
    pair("aé", 'ắ', "aè", 'ằ', "aú", 'ẳ', "aü", 'ẵ', "aë", 'ặ');
    pair("eá", 'ế', "eà", 'ề', "eå", 'ể', "eã", 'ễ', "eä", 'ệ');
    pair("oá", 'ố', "oà", 'ồ', "oå", 'ổ', "oã", 'ỗ', "oä", 'ộ');
    pair("ôù", 'ớ', "ôø", 'ờ', "ôû", 'ở', "ôõ", 'ỡ', "ôï", 'ợ');
    pair("öù", 'ứ', "öø", 'ừ', "öû", 'ử', "öõ", 'ữ', "öï", 'ự');
    String from = "ñôöíìæóòîÑÔÖÍÌÆÓÒÎ";
    String to = "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ";
    for (int i = 0; i < from.length(); i++) {
      VNI_LETTERS.put(from.charAt(i), to.charAt(i));
    }
  }

  private LegacyVietnamese() {}

  private static void marks(String vowels, String marks, String letters) {
    for (int v = 0, at = 0; v < vowels.length(); v++) {
      for (int m = 0; m < marks.length(); m++, at++) {
        if (letters.charAt(at) != ' ') {
          pair("" + vowels.charAt(v) + marks.charAt(m), letters.charAt(at));
        }
      }
    }
  }

  private static void pair(Object... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      String key = (String) pairs[i];
      char letter = (Character) pairs[i + 1];
      char upper = Character.toUpperCase(letter);
      String first = key.substring(0, 1);
      String mark = key.substring(1);
      VNI_PAIRS.put(key, letter);
      VNI_PAIRS.put(first.toUpperCase(java.util.Locale.ROOT) + mark, upper);
      VNI_PAIRS.put(key.toUpperCase(java.util.Locale.ROOT), upper);
    }
  }

  /** TCVN3 that was read as ISO-8859-1. */
  static String tcvn3(String latin) {
    StringBuilder text = new StringBuilder(latin.length());
    for (int i = 0; i < latin.length(); i++) {
      char c = latin.charAt(i);
      text.append(c > 0xA0 && c <= 0xFF && c - 0xA1 < TCVN3.length() ? TCVN3.charAt(c - 0xA1) : c);
    }
    return text.toString();
  }

  /** VNI that was read as ISO-8859-1. */
  static String vni(String latin) {
    StringBuilder text = new StringBuilder(latin.length());
    for (int i = 0; i < latin.length(); i++) {
      char c = latin.charAt(i);
      Character both =
          i + 1 < latin.length() && latin.charAt(i + 1) > 0xBF
              ? VNI_PAIRS.get(latin.substring(i, i + 2))
              : null;
      if (both != null) {
        text.append(both.charValue());
        i++;
      } else {
        text.append(VNI_LETTERS.getOrDefault(c, c).charValue());
      }
    }
    return text.toString();
  }
}
