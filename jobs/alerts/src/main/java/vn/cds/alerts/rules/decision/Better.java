package vn.cds.alerts.rules.decision;

import vn.cds.contract.alerts.Word;

/** Which share is the better one. */
public enum Better implements Word {
  /** Such as what was done on time. */
  HIGHER,
  /** Such as what failed. */
  LOWER
}
