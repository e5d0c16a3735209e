package vn.cds.dashboard.api.request;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import vn.cds.contract.text.Names;

/** What a request asks for, and who asks. Whatever is not exactly right is refused. */
public final class Parameters {

  private static final int MOST_DIGITS = 9;
  private static final int LONGEST_NAME = 40;
  private static final String VIETNAMESE = "vi";

  private final Map<String, List<String>> given;
  private final boolean unverified;
  private final Predicate<String> whole;

  /**
   * @param given as the request has them
   * @param unverified whether criteria are shown whose source nobody has verified
   * @param whole whether the reader is shown all figures of a province ('' is the country)
   * @param known the names that may be given, each once
   * @throws BadParameter for any other
   */
  public Parameters(
      Map<String, List<String>> given,
      boolean unverified,
      Predicate<String> whole,
      Set<String> known) {
    this.given = given;
    this.unverified = unverified;
    this.whole = whole;
    given.forEach(
        (name, values) -> {
          if (!known.contains(name)) {
            throw new BadParameter(
                name.substring(0, Math.min(name.length(), LONGEST_NAME)),
                known.isEmpty()
                    ? "This address takes no parameters."
                    : "There is no such parameter. Known are "
                        + String.join(", ", new TreeSet<>(known))
                        + ".");
          }
          if (values.size() != 1) {
            throw new BadParameter(name, "The parameter " + name + " may be given only once.");
          }
        });
  }

  /** Parameters of which somebody else checks that they are known. */
  public Parameters(Map<String, List<String>> given) {
    this(given, given.keySet());
  }

  /**
   * Parameters of an address that asks for a place and a period alone.
   *
   * @throws BadParameter for any other than the known ones, or one that is given twice
   */
  public Parameters(Map<String, List<String>> given, Set<String> known) {
    this(given, false, province -> false, known);
  }

  /** Whether criteria are shown whose source nobody has verified. */
  public boolean unverified() {
    return unverified;
  }

  /** Whether the reader is shown all figures of a province ('' is the country). */
  Predicate<String> whole() {
    return whole;
  }

  /** The value, or what stands for an absent one. */
  public String text(String name, String absent) {
    List<String> values = given.get(name);
    return values == null ? absent : values.get(0);
  }

  /** One of some words. */
  public String choice(String name, String absent, List<String> choices) {
    String value = text(name, absent);
    if (!choices.contains(value)) {
      throw new BadParameter(name, name + " must be one of " + String.join(", ", choices) + ".");
    }
    return value;
  }

  /** The language of tables: Vietnamese, or English where it is asked for. */
  public Locale language() {
    return new Locale(choice("lang", VIETNAMESE, List.of(VIETNAMESE, "en")));
  }

  /** A name in that language. */
  public String inLanguage(Names names) {
    return names.in(language());
  }

  /** A whole number between two others. */
  public int number(String name, int absent, int least, int most) {
    String value = text(name, Integer.toString(absent));
    boolean digits = value.matches("[0-9]{1," + MOST_DIGITS + "}");
    int number = digits ? Integer.parseInt(value) : -1;
    if (number < least || number > most) {
      throw new BadParameter(
          name, name + " must be a whole number from " + least + " to " + most + ".");
    }
    return number;
  }
}
