package vn.cds.contract.catalogue.indicator;

import vn.cds.contract.text.Word;

/** Where the figures of an indicator come from. */
public enum Input implements Word {
  /** From the event streams, possibly together with declared figures. */
  MEASURED,
  /** From declared figures alone. */
  DECLARED,
  /** From nowhere: the indicator is known to exist and cannot be computed yet. */
  MISSING
}
