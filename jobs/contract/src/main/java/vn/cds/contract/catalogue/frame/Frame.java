package vn.cds.contract.catalogue.frame;

import java.math.BigDecimal;
import java.util.List;
import vn.cds.contract.text.Names;

/**
 * A decision that judges communes by indicators, or another way to see indicators together.
 *
 * @param id unique
 * @param source the decision, or that it is configured
 * @param points of all groups; null unless it gives points
 * @param confirmed null until an operator has confirmed it
 * @param classes from the highest to that which begins at 0; empty unless it gives points
 */
public record Frame(
    String id,
    FrameKind kind,
    Names name,
    String source,
    BigDecimal points,
    Confirmation confirmed,
    List<ScoreClass> classes,
    List<Group> groups) {

  public Frame {
    classes = List.copyOf(classes);
    groups = List.copyOf(groups);
  }

  /** The group with this id, or null when there is none. */
  public Group group(String groupId) {
    return groups.stream().filter(group -> group.id().equals(groupId)).findFirst().orElse(null);
  }
}
