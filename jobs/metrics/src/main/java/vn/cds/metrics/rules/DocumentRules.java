package vn.cds.metrics.rules;

import java.util.List;
import org.apache.flink.types.Row;
import vn.cds.contract.code.Direction;
import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.Medium;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.DocumentFact;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.metrics.state.StatusSet;
import vn.cds.runtime.clickhouse.Table;

/** What documents count (QĐ 28/2018/QĐ-TTg). */
public final class DocumentRules implements StreamRules {
  private static final long serialVersionUID = 1L;
  private static final StatusSet ARRIVED = StatusSet.of(DocumentStatus.ARRIVED.code());
  private static final StatusSet RECEIVED = StatusSet.of(DocumentStatus.RECEIVED.code());
  private static final StatusSet DONE = StatusSet.of(DocumentStatus.DONE.code());
  private static final StatusSet REFUSED = StatusSet.of(DocumentStatus.REFUSED.code());
  private static final StatusSet RECALLED = StatusSet.of(DocumentStatus.RECALLED.code());
  private static final List<String> FLOW_COLUMNS = Columns.ofFlow(DocumentFlow.values());
  private static final List<String> COHORT_COLUMNS = Columns.of(DocumentCohort.values());

  @Override
  public EventStream stream() {
    return EventStream.DOCUMENTS;
  }

  @Override
  public String table() {
    return "document";
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
    return List.of();
  }

  @Override
  public void countFlow(Change change, long[] row, int sign) {
    row[
            Columns.flow(
                switch (DocumentStatus.ofCode(change.status())) {
                  case ARRIVED -> DocumentFlow.ARRIVED;
                  case REFUSED -> DocumentFlow.REFUSED;
                  case RECEIVED -> DocumentFlow.RECEIVED;
                  case ASSIGNED -> DocumentFlow.ASSIGNED;
                  case IN_PROGRESS -> DocumentFlow.IN_PROGRESS;
                  case DONE -> DocumentFlow.DONE;
                  case RECALLED -> DocumentFlow.RECALLED;
                  case UPDATE_ACCEPTED -> DocumentFlow.UPDATE_ACCEPTED;
                  case UPDATE_REFUSED -> DocumentFlow.UPDATE_REFUSED;
                })] +=
        sign;
  }

  @Override
  public String statusName(int code) {
    return DocumentStatus.ofCode(code).wireName();
  }

  @Override
  public Integer day(Entity entity) {
    return entity.has(DocumentFact.SENT_AT)
        ? (Integer) LocalDay.ofTime(entity.get(DocumentFact.SENT_AT))
        : null;
  }

  @Override
  public void countCohort(Entity entity, CohortDay cohort, int sign) {
    cohort.add(DocumentCohort.DOCUMENTS, sign);
    if (entity.get(DocumentFact.SECRET) == 1) {
      cohort.add(DocumentCohort.SECRET, sign);
      return;
    }
    cohort.add(DocumentCohort.NON_SECRET, sign);
    addIf(
        cohort,
        entity.get(DocumentFact.MEDIUM) == Medium.ELECTRONIC.code(),
        DocumentCohort.ELECTRONIC,
        sign);
    if (entity.get(DocumentFact.DIRECTION) == Direction.OUTGOING.code()) {
      cohort.add(DocumentCohort.OUTGOING, sign);
      addIf(
          cohort,
          entity.get(DocumentFact.SIGNED_PERSONALLY) == 1,
          DocumentCohort.SIGNED_PERSONALLY,
          sign);
      addIf(
          cohort,
          entity.get(DocumentFact.SIGNED_BY_ORGANISATION) == 1,
          DocumentCohort.SIGNED_BY_ORGANISATION,
          sign);
    } else {
      cohort.add(DocumentCohort.INCOMING, sign);
    }
    if (entity.has(DocumentFact.DUE_AT)) {
      Long done = entity.first(DONE);
      cohort.add(DocumentCohort.WITH_DUE, sign);
      addIf(
          cohort,
          done != null && !TimeOrDay.isBefore(entity.get(DocumentFact.DUE_AT), done),
          DocumentCohort.DONE_BY_DUE,
          sign);
    }
    Long arrived = entity.first(ARRIVED);
    Long received = entity.first(RECEIVED);
    if (arrived != null
        && received != null
        && !TimeOrDay.isDay(arrived)
        && !TimeOrDay.isDay(received)) {
      cohort.add(DocumentCohort.RECEIPT_MEASURED, sign);
      cohort.add(DocumentCohort.RECEIPT_DELAY_MS, sign * Math.max(0, received - arrived));
    }
    addIf(cohort, entity.first(REFUSED) != null, DocumentCohort.REFUSED, sign);
    addIf(cohort, entity.first(RECALLED) != null, DocumentCohort.RECALLED, sign);
  }

  private static void addIf(CohortDay cohort, boolean condition, DocumentCohort metric, int sign) {
    if (condition) {
      cohort.add(metric, sign);
    }
  }

  @Override
  public String breakdownDimension(int dimension) {
    throw new IllegalArgumentException("Documents have no breakdown");
  }

  @Override
  public String breakdownCode(int dimension, long code) {
    throw new IllegalArgumentException("Documents have no breakdown");
  }

  @Override
  public Table entityTable() {
    return null;
  }

  @Override
  public Row entityRow(String communeCode, String entityKey, Entity entity, int day, long version) {
    return null;
  }
}
