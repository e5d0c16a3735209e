package vn.cds.dashboard.score;

import static java.util.stream.Collectors.toMap;

import java.time.LocalDate;
import java.util.Map;
import vn.cds.dashboard.access.suppression.ShareRule;
import vn.cds.dashboard.cache.AnswerCache;
import vn.cds.dashboard.cache.CachePolicy;
import vn.cds.dashboard.json.RowReader;
import vn.cds.sql.NamedQueries;

/** What the rules make of rounded shares, which the server works out. Thread-safe. */
public final class ShareRules {

  private final AnswerCache<Question, Map<String, ShareRule>> rules;

  private record Question(String frame, long load, LocalDate toDay) {}

  /** Nothing is read yet. */
  public ShareRules(NamedQueries queries) {
    this.rules =
        new AnswerCache<>(
            CachePolicy.RULES,
            asked ->
                queries
                    .run(
                        "points_of_shares",
                        Map.of(
                            "frame", asked.frame(),
                            "catalogue", asked.load(),
                            "to_day", asked.toDay()))
                    .stream()
                    .map(row -> RowReader.read(ShareRule.class, row))
                    .collect(toMap(ShareRule::id, rule -> rule)));
  }

  /**
   * The rules of a frame's indicators by their ids.
   *
   * @param load number of a load of the catalogue
   * @param toDay the local day after the period that is judged
   * @throws vn.cds.sql.SqlFailure when ClickHouse cannot be read
   */
  public Map<String, ShareRule> of(String frame, long load, LocalDate toDay) {
    return rules.get(new Question(frame, load, toDay));
  }
}
