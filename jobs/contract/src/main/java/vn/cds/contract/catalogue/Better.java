package vn.cds.contract.catalogue;

/** Which rate is the better one. */
public enum Better implements Word {
  /** Full points at the target and above. */
  HIGHER,
  /** Full points at the target and below. */
  LOWER
}
