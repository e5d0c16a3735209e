package vn.cds.contract.catalogue.indicator;

import vn.cds.contract.text.Word;

/** What an indicator gives when its denominator is 0. */
public enum ZeroDenominator implements Word {
  /** Nothing: neither 0 nor ranked. */
  NO_DATA,
  /** 0 points. */
  ZERO,
  /** All its points. */
  FULL
}
