package vn.cds.metrics;

/** Counts documents; see {@link MetricJobs} for the topology. */
public final class DocumentJob {
  private DocumentJob() {}

  public static void main(String[] arguments) throws Exception {
    JobMain.run(MetricJob.DOCUMENTS, arguments);
  }
}
