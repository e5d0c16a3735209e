package vn.cds.metrics;

/** Keeps declared figures; see {@link vn.cds.metrics.declared.Declarations} for the topology. */
public final class DeclaredFigureJob {
  private DeclaredFigureJob() {}

  public static void main(String[] arguments) throws Exception {
    JobMain.run(MetricJob.DECLARED_FIGURES, arguments);
  }
}
