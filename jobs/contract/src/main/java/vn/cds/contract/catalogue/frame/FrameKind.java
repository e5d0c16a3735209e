package vn.cds.contract.catalogue.frame;

import vn.cds.contract.text.Word;

/** How a frame judges. */
public enum FrameKind implements Word {
  /** Each indicator gives points, the sum is a score with classes. */
  POINTS,
  /** Each indicator is met or not. */
  CRITERIA,
  /** Indicators seen together, without a judgement. */
  GROUPING
}
