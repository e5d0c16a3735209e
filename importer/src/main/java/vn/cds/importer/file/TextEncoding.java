package vn.cds.importer.file;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.importer.UnusableInput;

/**
 * The encoding of a text file.
 *
 * @param name as it is written in a mapping
 * @param charset that Java reads the bytes with
 * @param letters what then makes Vietnamese letters of a line
 * @param mark bytes of the byte order mark
 * @param reason why it is this one, a part of a sentence
 */
record TextEncoding(
    String name, Charset charset, UnaryOperator<String> letters, int mark, String reason) {
  private static final TextEncoding TCVN3 =
      new TextEncoding(
          "TCVN3", StandardCharsets.ISO_8859_1, LegacyVietnamese::tcvn3, 0, "named by the mapping");
  private static final TextEncoding VNI =
      new TextEncoding(
          "VNI", StandardCharsets.ISO_8859_1, LegacyVietnamese::vni, 0, "named by the mapping");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+");
  private static final Pattern TONE = Pattern.compile("[\\u0300\\u0301\\u0303\\u0309\\u0323]");
  private static final Pattern SYLLABLE =
      Pattern.compile("(?:gi(?=[aăâeêioôơuưy])|qu|[bcdđghklmnprstvx]*)([aăâeêioôơuưy]+)[cghmnpt]*");
  private static final Set<String> VOWELS =
      Set.of(
          "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu",
          "ây", "eo", "êu", "ia", "iê", "iêu", "yê", "yêu", "iu", "oa", "oai", "oay", "oă", "oe",
          "oeo", "oi", "oo", "ôi", "ơi", "ua", "uâ", "uây", "uê", "ui", "uô", "uôi", "uơ", "uy",
          "uya", "uyê", "uyu", "ưa", "ưi", "ươ", "ươi", "ươu", "ưu", "uă", "ue", "uai", "uay");

  /** Of ten characters that are not ASCII at most so many may be broken in a file of this kind. */
  private static final double MOST_BROKEN = 0.1;

  /** The encoding with this name, or null when there is none. */
  static TextEncoding named(String name) {
    if (name.equalsIgnoreCase("TCVN3")) {
      return TCVN3;
    }
    if (name.equalsIgnoreCase("VNI")) {
      return VNI;
    }
    try {
      return of(Charset.forName(name), 0, "named by the mapping");
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static TextEncoding of(Charset charset, int mark, String reason) {
    return new TextEncoding(charset.name(), charset, UnaryOperator.identity(), mark, reason);
  }

  /**
   * The encoding of a file that begins like this.
   *
   * @param named by the mapping; null when it has to be found out. A byte order mark is stronger
   * @throws UnusableInput when the text is in another encoding than the named one
   */
  static TextEncoding of(String file, byte[] sample, String named) {
    TextEncoding marked = byMark(sample);
    if (marked != null) {
      return marked;
    }
    if (named == null) {
      return find(file, sample);
    }
    TextEncoding encoding = named(named);
    if (encoding == null) {
      throw new UnusableInput("there is no encoding " + named);
    }
    if (encoding.brokenShare(sample) > MOST_BROKEN) {
      TextEncoding other = guess(sample);
      throw new UnusableInput(
          file
              + " is not in the encoding "
              + encoding.name
              + " that csv.encoding names; it looks like "
              + other.name
              + ". Correct csv.encoding, or leave it out");
    }
    return encoding;
  }

  private static TextEncoding byMark(byte[] b) {
    String reason = "a byte order mark says so";
    if (b.length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
      return of(StandardCharsets.UTF_8, 3, reason);
    }
    if (b.length >= 2 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE) {
      return of(StandardCharsets.UTF_16LE, 2, reason);
    }
    if (b.length >= 2 && b[0] == (byte) 0xFE && b[1] == (byte) 0xFF) {
      return of(StandardCharsets.UTF_16BE, 2, reason);
    }
    return null;
  }

  private static TextEncoding find(String file, byte[] sample) {
    TextEncoding guess = guess(sample);
    if (guess.name.equals(TCVN3.name) || guess.name.equals(VNI.name)) {
      throw new UnusableInput(
          file
              + " looks like "
              + guess.name
              + ", an encoding of fonts that is never taken by itself. Write csv.encoding = "
              + guess.name
              + " into the mapping, or csv.encoding = windows-1258 when it is not");
    }
    return guess;
  }

  /** The likely encoding of a text without a byte order mark. */
  static TextEncoding guess(byte[] sample) {
    int[] zeros = new int[2];
    for (int i = 0; i < sample.length; i++) {
      if (sample[i] == 0) {
        zeros[i & 1]++;
      }
    }
    if (zeros[0] + zeros[1] > sample.length / 5) {
      return of(
          zeros[1] > zeros[0] ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE,
          0,
          "every other byte is zero");
    }
    TextEncoding utf8 = of(StandardCharsets.UTF_8, 0, "all its bytes are valid in it");
    double broken = utf8.brokenShare(sample);
    if (broken == 0) {
      return utf8;
    }
    if (broken <= MOST_BROKEN) {
      return of(StandardCharsets.UTF_8, 0, "nearly all its bytes are valid in it");
    }
    TextEncoding best = null;
    long most = Long.MIN_VALUE;
    for (TextEncoding candidate :
        List.of(
            of(Charset.forName("windows-1258"), 0, "its letters are Vietnamese in it"),
            TCVN3,
            VNI)) {
      long score = vietnamese(candidate.decode(sample));
      if (score > most) {
        most = score;
        best = candidate;
      }
    }
    return best;
  }

  /** How many words with letters that are not ASCII are Vietnamese, less those that are not. */
  private static long vietnamese(String text) {
    long score = 0;
    Matcher word = WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFC));
    while (word.find()) {
      if (word.group().chars().anyMatch(c -> c > 0x7F)) {
        score += isSyllable(word.group()) ? 1 : -1;
      }
    }
    return score;
  }

  /** Whether a word is built like one of Vietnamese: one group of vowels that exists, one tone. */
  private static boolean isSyllable(String word) {
    for (int i = 1; i < word.length(); i++) {
      if (Character.isUpperCase(word.charAt(i)) && Character.isLowerCase(word.charAt(i - 1))) {
        return false;
      }
    }
    String apart = Normalizer.normalize(word.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    String toneless = TONE.matcher(apart).replaceAll("");
    Matcher parts = SYLLABLE.matcher(Normalizer.normalize(toneless, Normalizer.Form.NFC));
    return apart.length() - toneless.length() <= 1
        && parts.matches()
        && VOWELS.contains(parts.group(1));
  }

  /** The text of the sample; what is broken is U+FFFD. */
  String decode(byte[] sample) {
    String text = new String(sample, mark, sample.length - mark, charset);
    return letters == null ? text : letters.apply(text);
  }

  /** Of the characters that are not ASCII, the share of those that are broken; from 0 to 1. */
  private double brokenShare(byte[] sample) {
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(sample);
    CharBuffer out = CharBuffer.allocate(sample.length + 1);
    long broken = 0;
    while (true) {
      // Not the end of the input: a character may be cut there.
      CoderResult result = decoder.decode(in, out, false);
      if (!result.isError()) {
        break;
      }
      broken++;
      in.position(in.position() + result.length());
    }
    long other = 0;
    out.flip();
    while (out.hasRemaining()) {
      if (out.get() > 0x7F) {
        other++;
      }
    }
    return broken == 0 ? 0 : (double) broken / (broken + other);
  }

  /** Reads the rest of a file; broken bytes become U+FFFD. The byte order mark has been read. */
  BufferedReader reader(InputStream in) {
    return new BufferedReader(
        new InputStreamReader(
            in,
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)),
        1 << 16);
  }
}
