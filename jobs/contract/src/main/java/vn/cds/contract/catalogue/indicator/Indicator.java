package vn.cds.contract.catalogue.indicator;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import vn.cds.contract.text.Names;

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

  /** Whether it belongs to a group of a frame. */
  public boolean isIn(String frame) {
    return !groupIn(frame).isEmpty();
  }

  /** The id of its group in a frame, '' when it is in none. */
  public String groupIn(String frame) {
    return groups.stream()
        .filter(place -> place.frame().equals(frame))
        .map(GroupReference::group)
        .findFirst()
        .orElse("");
  }

  /** Whether its newest version was checked against its source. */
  public boolean isVerified() {
    return versions.get(versions.size() - 1).verified();
  }

  /** The versions that were checked against their source, perhaps none, in some frames alone. */
  public Indicator verifiedIn(Set<String> frames) {
    return new Indicator(
        id,
        name,
        groups.stream().filter(group -> frames.contains(group.frame())).toList(),
        unit,
        input,
        versions.stream().filter(IndicatorVersion::verified).toList());
  }

  /** The version that is effective on a local day, or null when there is none. */
  public IndicatorVersion version(LocalDate day) {
    return versions.stream().filter(version -> version.isEffective(day)).findFirst().orElse(null);
  }
}
