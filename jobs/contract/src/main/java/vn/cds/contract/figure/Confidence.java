package vn.cds.contract.figure;

/** How far chance reaches, in every rate that is shown with bounds (docs/scoring.md). */
public final class Confidence {

  /** 95 of 100 rates that only chance sets apart lie within so many standard errors. */
  public static final double Z = 1.96;

  private Confidence() {}
}
