package vn.cds.contract.catalogue.indicator;

/** A group by the ids of its frame and itself. */
public record GroupReference(String frame, String group) {

  /** As in the file: {@code frame/group}. */
  @Override
  public String toString() {
    return frame + "/" + group;
  }
}
