package vn.cds.alerts.input;

import java.time.Instant;
import java.time.LocalDate;
import vn.cds.alerts.input.Observation.Kind;
import vn.cds.runtime.kafka.InputRecord;

/** The rows of the metrics topic that alerts need: hours of the three streams, and dossiers. */
final class ReadMetrics extends ReadMessages {
  private static final long serialVersionUID = 1L;
  private static final String DOSSIER = "dossier";

  private final Units units;

  ReadMetrics(Units units) {
    this.units = units;
  }

  @Override
  boolean goesOn(String name) {
    return !name.equals("table") || kind() != null;
  }

  @Override
  Observation observation(InputRecord record) {
    Kind kind = kind();
    if (kind == null) {
      throw new IllegalArgumentException("table is absent");
    }
    String commune = text("commune_code");
    String province = units.province(commune);
    if (province == null) {
      return null; // counted by a job that knows another roster
    }
    long version = number("version");
    if (kind == Kind.DOSSIER) {
      return Observation.ofDossier(
          province,
          commune,
          LocalDate.parse(text("day")).toEpochDay(),
          version,
          text("dossier_code"),
          dueAt(),
          record.appendTime());
    }
    long part =
        switch (kind) {
          case SERVICE_REQUESTS -> number("done_on_time");
          case PAYMENTS -> number("failed");
          default -> 0;
        };
    long rest =
        switch (kind) {
          case SERVICE_REQUESTS -> number("done_late");
          case PAYMENTS -> number("succeeded");
          default -> 0;
        };
    long counted = number("counted");
    long late = number("missed");
    if (part < 0 || rest < 0 || late < 0 || late > counted) {
      throw new IllegalArgumentException("its counts contradict each other");
    }
    return Observation.ofHour(
        kind,
        province,
        commune,
        hour("window_start", record),
        version,
        counted,
        part,
        part + rest,
        late,
        record.appendTime());
  }

  /** Null when the table is of no interest. */
  private Kind kind() {
    String table = optional("table");
    if (table == null) {
      return null;
    }
    return switch (table) {
      case "service_request_hour" -> Kind.SERVICE_REQUESTS;
      case "document_hour" -> Kind.DOCUMENTS;
      case "payment_hour" -> Kind.PAYMENTS;
      case DOSSIER -> Kind.DOSSIER;
      default -> null;
    };
  }

  /** Overdue as docs/counting.md says: open, not waiting, past due or sent back twice. */
  private long dueAt() {
    if (!text("outcome").equals("open") || number("deleted") != 0) {
      return Observation.ENDED;
    }
    if (number("waiting") != 0) {
      return Observation.NEVER;
    }
    if (number("supplements") >= 2) {
      return Observation.OVERDUE;
    }
    String due = optional("due_at");
    return due == null ? Observation.NEVER : Instant.parse(due).toEpochMilli();
  }
}
