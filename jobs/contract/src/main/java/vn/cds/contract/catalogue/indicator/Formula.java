package vn.cds.contract.catalogue.indicator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.cds.contract.figure.Figures;

/**
 * A sum of measures, each times a factor: {@code service_requests.open - 0.5 *
 * service_requests.overdue}.
 *
 * @param text as written, with single blanks
 */
public record Formula(String text, List<Term> terms) {

  /** No formula; as a denominator it stands for 1. */
  public static final Formula NONE = new Formula("", List.of());

  private static final Pattern OPERATOR = Pattern.compile(" (?=[+-] )");
  private static final Pattern TERM =
      Pattern.compile(
          "(?:(?<sign>[+-]) )?(?:(?<factor>[0-9]+(?:\\.[0-9]+)?) ?\\* ?)?(?<measure>\\S+)");

  public Formula {
    terms = List.copyOf(terms);
  }

  /**
   * A part of the sum.
   *
   * @param factor negative when it is subtracted
   * @param measure such as {@code service_requests.received}
   */
  public record Term(BigDecimal factor, String measure) {}

  /**
   * The formula of a text that is not blank.
   *
   * @param figures those that can be declared; null: any
   * @param fault takes half sentences
   */
  public static Formula parse(String text, Figures figures, Consumer<String> fault) {
    String normal = text.strip().replaceAll("\\s+", " ");
    List<Term> terms = new ArrayList<>();
    for (String part : OPERATOR.split(normal)) {
      Matcher term = TERM.matcher(part);
      boolean first = terms.isEmpty();
      if (!term.matches() || first != (term.group("sign") == null)) {
        fault.accept(
            "has \""
                + part
                + "\" where a term must stand; write [number *] measure, joined by + and - with"
                + " blanks around them.");
        return NONE;
      }
      String measure = term.group("measure");
      String problem = Measures.problem(measure, figures);
      if (problem != null) {
        fault.accept(problem);
      }
      BigDecimal factor =
          term.group("factor") == null ? BigDecimal.ONE : new BigDecimal(term.group("factor"));
      terms.add(new Term("-".equals(term.group("sign")) ? factor.negate() : factor, measure));
    }
    return new Formula(normal, terms);
  }

  /** Whether it has a measure of the event streams. */
  public boolean isMeasured() {
    return terms.stream().anyMatch(term -> !Measures.isDeclared(term.measure()));
  }
}
