package vn.cds.metrics;

/** Counts service requests; see {@link MetricJobs} for the topology. */
public final class ServiceRequestJob {
  private ServiceRequestJob() {}

  public static void main(String[] arguments) throws Exception {
    JobMain.run(MetricJob.SERVICE_REQUESTS, arguments);
  }
}
