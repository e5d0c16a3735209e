package vn.cds.contract.catalogue;

import java.time.LocalDate;
import java.util.List;

/**
 * Something communes are judged by, or that is watched.
 *
 * @param id unique, such as {@code 2.1}
 * @param groups at most one of each frame
 * @param versions in the order of time, without overlap
 */
public record Indicator(
    String id,
    Names name,
    List<GroupReference> groups,
    IndicatorUnit unit,
    Input input,
    List<IndicatorVersion> versions) {

  public Indicator {
    groups = List.copyOf(groups);
    versions = List.copyOf(versions);
  }

  /** The version that is effective on a local day, or null when there is none. */
  public IndicatorVersion version(LocalDate day) {
    return versions.stream().filter(version -> version.isEffective(day)).findFirst().orElse(null);
  }
}
