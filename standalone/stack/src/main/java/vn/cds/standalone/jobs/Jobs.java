package vn.cds.standalone.jobs;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import vn.cds.alerts.AlertJobs;
import vn.cds.metrics.MetricJob;
import vn.cds.runtime.options.StreamJob;

/** The jobs of the project, by their names. */
public final class Jobs implements ITypeConverter<StreamJob> {
  /** Every job there is. */
  public static final List<StreamJob> ALL =
      Stream.concat(Stream.of(MetricJob.values()), Stream.of(AlertJobs.INSTANCE)).toList();

  @Override
  public StreamJob convert(String name) {
    return ALL.stream()
        .filter(job -> job.jobName().equals(name.strip()))
        .findAny()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + name
                        + "' is not one of "
                        + ALL.stream().map(StreamJob::jobName).collect(Collectors.joining(", "))));
  }
}
