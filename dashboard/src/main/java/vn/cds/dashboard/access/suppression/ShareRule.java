package vn.cds.dashboard.access.suppression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules make of an indicator's share, as the query {@code points_of_shares} says it.
 *
 * @param id of the indicator
 * @param group of the frame
 * @param points won at 0, 0.01, ... 1; null when it gives none
 * @param met whether the target is reached there; null without a target
 */
public record ShareRule(
    String id, String group, List<@Nullable Double> points, List<@Nullable Boolean> met) {

  /** The points that a share in hundredths wins; null without, and of what is no share. */
  public Double points(Double share) {
    return at(share, points);
  }

  /** Whether it reaches the target; null without. */
  Boolean met(Double share) {
    return at(share, met);
  }

  private static <T> T at(Double share, List<T> values) {
    return share == null || share > 1 ? null : values.get((int) Math.rint(share * 100));
  }
}
