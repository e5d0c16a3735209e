package vn.cds.dashboard.access.grant;

import java.util.Set;
import java.util.stream.Collectors;
import vn.cds.dashboard.access.suppression.Suppression;

/**
 * What is not for everybody who may come in. The table in docs/operations.md, "Who may see what",
 * is the same in words. Ranks, scores and everything else that is not named here is for all.
 */
public enum Right {
  /** Figures of few cases, and all that would tell them; see {@link Suppression}. */
  SMALL_CELLS(Role.VIEWER, "exact figures"),
  /** Lists of open dossiers, with their codes. */
  DOSSIERS(Role.VIEWER, "open dossiers"),
  /** Value, number of cases and bounds of an alert; that there is one is for all. */
  ALERT_FIGURES(Role.VIEWER, "the figures of alerts"),
  /** Which systems send through a gateway, and how. */
  SOURCES(Role.VIEWER, "the systems that send"),
  /** What was wrong with a rejected record; how many there are is for all. */
  REJECTED_RECORDS(Role.OPERATOR, "samples of rejected records");

  private final Role least;
  private final String words;

  Right(Role least, String words) {
    this.least = least;
    this.words = words;
  }

  /**
   * Whether somebody has it in a province.
   *
   * @param province two digits; '' for the whole country, or where the province is not known: then
   *     only those have it whose grant is for all provinces
   */
  public boolean isOf(Visitor visitor, String province) {
    return visitor.grants().stream()
        .anyMatch(grant -> grant.role().isAtLeast(least) && grant.covers(province));
  }

  /** The provinces in which somebody has it, two digits each, who has it not in all. */
  public Set<String> provincesOf(Visitor visitor) {
    return visitor.grants().stream()
        .filter(grant -> grant.role().isAtLeast(least) && grant.provinces() != null)
        .flatMap(grant -> grant.provinces().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * As {@link #isOf}, for what cannot be shown in part.
   *
   * @throws Refusal with 403 for those who have it not
   */
  public void require(Visitor visitor, String province) {
    if (!isOf(visitor, province)) {
      throw Refusal.forbidden(
          "You may see "
              + words
              + " of your own provinces only; ask the operator of the board for more, or choose"
              + " one of yours with province=.");
    }
  }
}
