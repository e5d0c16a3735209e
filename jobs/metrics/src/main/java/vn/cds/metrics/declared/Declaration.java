package vn.cds.metrics.declared;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.flink.types.Row;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.DeclaredFigure;
import vn.cds.contract.time.ReportingPeriod;
import vn.cds.runtime.clickhouse.RowTimes;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.clickhouse.TimedRow;
import vn.cds.runtime.kafka.InputRecord;
import vn.cds.runtime.options.JobVersion;
import vn.cds.runtime.rejects.DeadLetter;

/**
 * A valid declaration with the place it came from.
 *
 * @param numerator of a ratio, or the value
 * @param denominator null when there is none
 * @param observedOn days since 1970
 * @param declaredAt milliseconds since 1970
 * @param contentHash of {@link DeclaredFigure#contentHash()}
 * @param payload its JSON
 * @param size of the record's value in bytes
 */
public record Declaration(
    String unitLevel,
    String unit,
    String figure,
    String period,
    String declarationId,
    BigDecimal numerator,
    BigDecimal denominator,
    long observedOn,
    String document,
    long declaredAt,
    String office,
    String topic,
    int partition,
    long offset,
    long appendTime,
    int contentHash,
    String payload,
    int size) {

  static final Table TABLE =
      Table.named("declared_figure")
          .texts("unit_level", "unit", "figure", "period")
          .day("period_from")
          .day("period_to")
          .text("declaration_id")
          .decimals("numerator", "denominator")
          .day("observed_on")
          .text("document")
          .time("declared_at")
          .texts("office", "topic")
          .numbers("partition", "offset")
          .time("append_time");

  static Declaration of(DeclaredFigure figure, InputRecord record) {
    return new Declaration(
        figure.unitLevel().wireName(),
        figure.unit(),
        figure.figure(),
        figure.period(),
        figure.declarationId().toString(),
        figure.value() == null ? figure.numerator() : figure.value(),
        figure.denominator(),
        figure.observedOn().toEpochDay(),
        figure.document(),
        figure.declaredAt().toEpochMilli(),
        figure.office(),
        record.topic(),
        record.partition(),
        record.offset(),
        record.appendTime(),
        figure.contentHash(),
        new String(EventEncoder.encode(figure), StandardCharsets.UTF_8),
        record.value().length);
  }

  TimedRow row() {
    ReportingPeriod span = ReportingPeriod.of(period);
    Row values =
        Row.of(
            unitLevel,
            unit,
            figure,
            period,
            span.from(),
            span.to(),
            declarationId,
            numerator,
            denominator,
            LocalDate.ofEpochDay(observedOn),
            document,
            Instant.ofEpochMilli(declaredAt),
            office,
            topic,
            (long) partition,
            offset,
            Instant.ofEpochMilli(appendTime));
    return new TimedRow(values, new RowTimes(declaredAt, appendTime));
  }

  /** What becomes of it when its id was used before with other content. */
  DeadLetter conflict(String job) {
    return new DeadLetter(
        topic,
        partition,
        offset,
        appendTime,
        job,
        JobVersion.get(),
        FaultCode.CONFLICTING_DUPLICATE.name(),
        "declaration_id was used before with other content; declare the correction under an id of"
            + " its own.",
        null,
        declarationId,
        payload,
        size);
  }
}
