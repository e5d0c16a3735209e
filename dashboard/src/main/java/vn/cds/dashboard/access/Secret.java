package vn.cds.dashboard.access;

/** A secret that nobody may read in a log or an error. */
record Secret(String reveal) {

  @Override
  public String toString() {
    return "***";
  }
}
