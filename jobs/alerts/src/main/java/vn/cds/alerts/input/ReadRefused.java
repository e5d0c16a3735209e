package vn.cds.alerts.input;

import vn.cds.runtime.kafka.InputRecord;

/**
 * Dead letters, and records that came too late. Those without a readable commune are skipped here;
 * operators find them in the table of dead letters.
 */
final class ReadRefused extends ReadMessages {
  private static final long serialVersionUID = 1L;

  private final Units units;

  ReadRefused(Units units) {
    this.units = units;
  }

  @Override
  Observation observation(InputRecord record) {
    String commune = optional("commune_code");
    String province = units.province(commune);
    if (province == null) {
      return null;
    }
    return Observation.ofRefused(
        province,
        commune,
        hour("append_time", record),
        text("topic") + '/' + number("partition"),
        number("offset"),
        record.appendTime());
  }
}
