package vn.cds.contract.catalogue.indicator;

import vn.cds.contract.text.Word;

/** Which rate is the better one. */
public enum Better implements Word {
  /** Full points at the target and above. */
  HIGHER,
  /** Full points at the target and below. */
  LOWER
}
