package vn.cds.dashboard.api.request;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds communes as the page does (search.ts): every word begins a word of the name, or the code.
 */
public final class Search {

  private final String wanted;

  public Search(String text) {
    this.wanted = folded(text);
  }

  public boolean isEmpty() {
    return wanted.isEmpty();
  }

  public boolean matches(String name, String code) {
    if (code.startsWith(wanted)) {
      return true;
    }
    List<String> words = Arrays.asList(folded(name).split("[\\s–-]+"));
    return Arrays.stream(wanted.split(" "))
        .allMatch(part -> words.stream().anyMatch(word -> word.startsWith(part)));
  }

  /** Without tone marks and case, đ as d: to Unicode that is a letter of its own. */
  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replace('đ', 'd')
        .replaceAll("\\s+", " ")
        .strip();
  }
}
