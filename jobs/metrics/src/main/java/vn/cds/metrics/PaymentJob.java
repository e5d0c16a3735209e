package vn.cds.metrics;

/** Counts payments; see {@link MetricJobs} for the topology. */
public final class PaymentJob {
  private PaymentJob() {}

  public static void main(String[] arguments) throws Exception {
    JobMain.run(MetricJob.PAYMENTS, arguments);
  }
}
