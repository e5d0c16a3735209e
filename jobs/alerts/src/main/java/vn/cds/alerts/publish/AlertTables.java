package vn.cds.alerts.publish;

import java.time.Instant;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;
import vn.cds.alerts.input.RuleRecord;
import vn.cds.alerts.input.SilenceRecord;
import vn.cds.alerts.judge.AlertMessage;
import vn.cds.contract.alerts.AlertSilence;
import vn.cds.contract.alerts.AlertTransition;
import vn.cds.runtime.clickhouse.ClickHouseSink;
import vn.cds.runtime.clickhouse.RowTimes;
import vn.cds.runtime.clickhouse.Table;
import vn.cds.runtime.clickhouse.TimedRow;
import vn.cds.runtime.options.JobOptions;

/** Writes decisions, rule files and silences to ClickHouse. Writing a row again changes nothing. */
public final class AlertTables {
  private static final Table TRANSITION =
      Table.named("alert_transition")
          .texts("province", "unit", "rule", "indicator", "episode", "kind", "ending")
          .numbers("rule_version", "rule_set_version")
          .texts("name_vi", "name_en", "unit_name", "scope", "severity")
          .times("at", "since")
          .doubles("value")
          .number("n")
          .doubles("lower", "upper", "target", "peers_median", "worst");

  private static final Table RULE_SET =
      Table.named("alert_rule_set")
          .time("seen_at")
          .number("version")
          .texts("yaml", "changed_by", "reason", "fault");

  private static final Table SILENCE =
      Table.named("alert_silence")
          .text("silence")
          .time("seen_at")
          .texts("owner", "reason")
          .times("begins", "ends")
          .texts("rule", "province", "unit", "ended_by");

  private AlertTables() {}

  /** Attaches the three tables. */
  public static void attach(
      DataStream<AlertMessage> transitions,
      DataStream<RuleRecord> rules,
      DataStream<SilenceRecord> silences,
      JobOptions options) {
    ClickHouseSink.attachTimed(
        transitions
            .map(message -> row(AlertTransition.decode(message.value())), TimedRow.type(TRANSITION))
            .name("row-alert-transition")
            .uid("row-alert-transition"),
        options,
        TRANSITION);
    ClickHouseSink.attachTimed(
        rules
            .map(AlertTables::row, TimedRow.type(RULE_SET))
            .name("row-alert-rule-set")
            .uid("row-alert-rule-set"),
        options,
        RULE_SET);
    ClickHouseSink.attachTimed(
        silences
            .map(AlertTables::row, TimedRow.type(SILENCE))
            .name("row-alert-silence")
            .uid("row-alert-silence"),
        options,
        SILENCE);
  }

  private static TimedRow row(AlertTransition told) {
    Row values =
        Row.of(
            told.province(),
            told.unit(),
            told.rule(),
            told.indicator(),
            told.episode().toString(),
            told.kind().word(),
            told.ending() == null ? "" : told.ending().word(),
            (long) told.ruleVersion(),
            (long) told.ruleSetVersion(),
            told.nameVi(),
            told.nameEn(),
            told.unitName(),
            told.scope().word(),
            told.severity().word(),
            told.at(),
            told.since(),
            told.value(),
            told.n(),
            told.lower(),
            told.upper(),
            told.target(),
            told.peersMedian(),
            told.worst());
    return new TimedRow(values, new RowTimes(told.at().toEpochMilli(), RowTimes.UNKNOWN));
  }

  private static TimedRow row(RuleRecord rules) {
    Row values =
        Row.of(
            Instant.ofEpochMilli(rules.seenAt()),
            (long) rules.version(),
            rules.yaml(),
            rules.changedBy(),
            rules.reason(),
            rules.fault());
    return new TimedRow(values, new RowTimes(RowTimes.UNKNOWN, rules.seenAt()));
  }

  private static TimedRow row(SilenceRecord decided) {
    AlertSilence silence = AlertSilence.decode(decided.value());
    Row values =
        Row.of(
            silence.silence().toString(),
            Instant.ofEpochMilli(decided.seenAt()),
            silence.owner(),
            silence.reason(),
            silence.begins(),
            silence.ends(),
            orEmpty(silence.rule()),
            orEmpty(silence.province()),
            orEmpty(silence.unit()),
            orEmpty(silence.endedBy()));
    return new TimedRow(values, new RowTimes(RowTimes.UNKNOWN, decided.seenAt()));
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
