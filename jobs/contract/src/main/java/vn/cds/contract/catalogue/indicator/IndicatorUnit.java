package vn.cds.contract.catalogue.indicator;

import vn.cds.contract.text.Word;

/** What the rate of an indicator is counted in. */
public enum IndicatorUnit implements Word {
  /** A share; 1 is 100 %. */
  PERCENT,
  /** How many. */
  COUNT,
  /** A length of time. */
  MILLISECONDS,
  /** Vietnamese đồng. */
  VND,
  /** 1 is yes, 0 is no. */
  YES_NO
}
