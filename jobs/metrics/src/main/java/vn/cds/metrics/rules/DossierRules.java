package vn.cds.metrics.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.apache.flink.types.Row;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.ServiceLevel;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.Changes;
import vn.cds.metrics.change.DossierFact;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.runtime.clickhouse.Table;

/** What service requests count. */
public final class DossierRules implements StreamRules {
  private static final long serialVersionUID = 1L;
  private static final int BY_CHANNEL = 0;
  private static final int BY_PROCEDURE = 1;
  private static final int BREAKDOWN = DossierBreakdown.values().length;
  private static final List<String> FLOW_COLUMNS = Columns.ofFlow(ServiceRequestFlow.values());
  private static final List<String> COHORT_COLUMNS = Columns.of(DossierCohort.values());
  private static final List<String> BREAKDOWN_COLUMNS = Columns.of(DossierBreakdown.values());
  private static final Table DOSSIER =
      Table.named("dossier")
          .text("commune_code")
          .day("day")
          .text("dossier_code")
          .number("version")
          .texts("procedure_code", "channel", "level", "status", "outcome")
          .times("submitted_at", "accepted_at", "due_at", "ended_at")
          .numbers("supplements", "waiting", "fee_due_vnd", "fee_paid_online")
          .times("first_arrival_at", "last_arrival_at")
          .numbers("late_arrival", "suspected_sync_fault", "deleted")
          .numbers("submitted_by_day", "accepted_by_day", "due_by_day", "ended_by_day");

  /** What a row says behind its version once every event of the dossier was taken back: deleted. */
  private static final Object[] NOTHING_LEFT = {
    "",
    "",
    null,
    "",
    "",
    Instant.EPOCH,
    null,
    null,
    null,
    0L,
    0L,
    null,
    0L,
    null,
    null,
    0L,
    0L,
    1L,
    0L,
    0L,
    0L,
    0L
  };

  private final WorkingCalendar calendar;
  private final boolean arrivalsKnown;

  /**
   * @param arrivalsKnown whether append times say when the source sent an event; false in a history
   *     run
   */
  public DossierRules(WorkingCalendar calendar, boolean arrivalsKnown) {
    this.calendar = calendar;
    this.arrivalsKnown = arrivalsKnown;
  }

  @Override
  public EventStream stream() {
    return EventStream.SERVICE_REQUESTS;
  }

  @Override
  public String table() {
    return "service_request";
  }

  @Override
  public List<String> flowColumns() {
    return FLOW_COLUMNS;
  }

  @Override
  public List<String> cohortColumns() {
    return COHORT_COLUMNS;
  }

  @Override
  public List<String> breakdownColumns() {
    return BREAKDOWN_COLUMNS;
  }

  @Override
  public void countFlow(Change change, long[] row, int sign) {
    // The official codes 1 to 10 are the order of the first ten flow metrics.
    row[Columns.flow(ServiceRequestFlow.REGISTERED) + change.status() - 1] += sign;
    if (change.status() == ServiceRequestStatus.REGISTERED.code()
        && change.has(DossierFact.CHANNEL)) {
      if (change.get(DossierFact.CHANNEL) == Channel.ONLINE.code()) {
        row[Columns.flow(ServiceRequestFlow.REGISTERED_ONLINE)] += sign;
      } else if (change.get(DossierFact.CHANNEL) == Channel.POSTAL.code()) {
        row[Columns.flow(ServiceRequestFlow.REGISTERED_POSTAL)] += sign;
      }
    }
    if (change.status() == ServiceRequestStatus.DONE.code() && change.has(DossierFact.DUE_AT)) {
      long done =
          change.has(DossierFact.DONE_AT) ? change.get(DossierFact.DONE_AT) : change.occurredAt();
      boolean late = TimeOrDay.isBefore(change.get(DossierFact.DUE_AT), done);
      row[Columns.flow(late ? ServiceRequestFlow.DONE_LATE : ServiceRequestFlow.DONE_ON_TIME)] +=
          sign;
    }
  }

  @Override
  public String statusName(int code) {
    return ServiceRequestStatus.ofCode(code).wireName();
  }

  @Override
  public Integer day(Entity entity) {
    return entity.has(DossierFact.SUBMITTED_AT)
        ? (Integer) LocalDay.ofTime(entity.get(DossierFact.SUBMITTED_AT))
        : null;
  }

  @Override
  public void countCohort(Entity entity, CohortDay cohort, int sign) {
    Dossier dossier = new Dossier(entity, calendar);
    DossierCohort.count(dossier, cohort, sign);
    if (dossier.outcome() == Dossier.Outcome.DECLINED) {
      return;
    }
    countBreakdown(cohort.of(BY_CHANNEL, dossier.channel().code(), BREAKDOWN), dossier, sign);
    countBreakdown(
        cohort.of(BY_PROCEDURE, entity.get(DossierFact.PROCEDURE), BREAKDOWN), dossier, sign);
  }

  private static void countBreakdown(long[] row, Dossier dossier, int sign) {
    row[DossierBreakdown.RECEIVED.ordinal()] += sign;
    DossierBreakdown outcome =
        switch (dossier.outcome()) {
          case ON_TIME -> DossierBreakdown.DONE_ON_TIME;
          case LATE -> DossierBreakdown.DONE_LATE;
          case UNDATED -> DossierBreakdown.DONE_UNDATED;
          default -> DossierBreakdown.OPEN;
        };
    row[outcome.ordinal()] += sign;
    if (dossier.feeDue()) {
      row[DossierBreakdown.FEE_DUE.ordinal()] += sign;
    }
    if (dossier.feePaidOnline()) {
      row[DossierBreakdown.FEE_PAID_ONLINE.ordinal()] += sign;
    }
    if (dossier.handled()) {
      row[DossierBreakdown.HANDLED.ordinal()] += sign;
      row[DossierBreakdown.HANDLING_WORKING_MS.ordinal()] += sign * dossier.handlingWorkingMillis();
    }
  }

  @Override
  public String breakdownDimension(int dimension) {
    return dimension == BY_CHANNEL ? "channel" : "procedure";
  }

  @Override
  public String breakdownCode(int dimension, long code) {
    return dimension == BY_CHANNEL
        ? Channel.ofCode((int) code).wireName()
        : Changes.procedureCode(code);
  }

  @Override
  public Table entityTable() {
    return DOSSIER;
  }

  @Override
  public Row entityRow(String communeCode, String entityKey, Entity entity, int day, long version) {
    Row row = new Row(DOSSIER.columns().size());
    row.setField(0, communeCode);
    row.setField(1, LocalDate.ofEpochDay(day));
    row.setField(2, entityKey);
    row.setField(3, version);
    Object[] values =
        entity.has(DossierFact.SUBMITTED_AT) ? values(entity, day) : NOTHING_LEFT.clone();
    for (int i = 0; i < values.length; i++) {
      row.setField(4 + i, values[i]);
    }
    return row;
  }

  private Object[] values(Entity entity, int day) {
    Dossier dossier = new Dossier(entity, calendar);
    ServiceRequestStatus status = ServiceRequestStatus.ofCode(entity.lastStatus());
    ServiceLevel level =
        entity.has(DossierFact.LEVEL)
            ? ServiceLevel.ofCode((int) entity.get(DossierFact.LEVEL))
            : null;
    return new Object[] {
      Changes.procedureCode(entity.get(DossierFact.PROCEDURE)),
      dossier.channel().wireName(),
      level == null ? null : level.wireName(),
      status == null ? "" : status.wireName(),
      dossier.outcome().name().toLowerCase(Locale.ROOT),
      Instant.ofEpochMilli(TimeOrDay.first(dossier.submittedAt())),
      last(dossier.acceptedAt()),
      last(dossier.dueAt()),
      last(dossier.endedAt()),
      (long) dossier.supplements(),
      flag(dossier.waiting()),
      entity.has(DossierFact.FEE_DUE_VND) ? (Long) entity.get(DossierFact.FEE_DUE_VND) : null,
      flag(dossier.feePaidOnline()),
      arrivalsKnown ? Instant.ofEpochMilli(entity.firstArrival()) : null,
      arrivalsKnown ? Instant.ofEpochMilli(entity.lastArrival()) : null,
      flag(entity.lateArrival()),
      flag(dossier.suspectedSyncFault()),
      flag(day != day(entity)),
      flag(TimeOrDay.isDay(dossier.submittedAt())),
      byDay(dossier.acceptedAt()),
      byDay(dossier.dueAt()),
      byDay(dossier.endedAt())
    };
  }

  private static Instant last(Long time) {
    return time == null ? null : Instant.ofEpochMilli(TimeOrDay.last(time));
  }

  private static long byDay(Long time) {
    return flag(time != null && TimeOrDay.isDay(time));
  }

  private static long flag(boolean value) {
    return value ? 1 : 0;
  }
}
