package vn.cds.metrics.rules;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.flink.types.Row;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.event.EventStream;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.PaymentFact;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.runtime.clickhouse.Table;

/**
 * What payments count. A payment stands as its last status says, so a reversal takes a success
 * back.
 */
public final class PaymentRules implements StreamRules {
  private static final long serialVersionUID = 1L;
  private static final int BY_CATEGORY = 0;
  private static final int BY_METHOD = 1;
  private static final int BREAKDOWN = PaymentBreakdown.values().length;
  private static final List<String> FLOW_COLUMNS = Columns.ofFlow(PaymentFlow.values());
  private static final List<String> COHORT_COLUMNS = Columns.of(PaymentCohort.values());
  private static final List<String> BREAKDOWN_COLUMNS = Columns.of(PaymentBreakdown.values());
  private static final Table PAYER =
      Table.named("payer")
          .text("commune_code")
          .day("day")
          .text("payment_id")
          .number("version")
          .texts("category", "method")
          .number("succeeded")
          .text("payer_id")
          .number("deleted");

  @Override
  public EventStream stream() {
    return EventStream.PAYMENTS;
  }

  @Override
  public String table() {
    return "payment";
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
    // The codes 1 to 5 are the order of the first five flow metrics.
    row[Columns.flow(PaymentFlow.STARTED) + change.status() - 1] += sign;
    long amount = sign * change.get(PaymentFact.AMOUNT_VND);
    if (change.status() == PaymentStatus.SUCCEEDED.code()) {
      row[Columns.flow(PaymentFlow.SUCCEEDED_VND)] += amount;
      if (change.get(PaymentFact.METHOD) == PaymentMethod.CASH.code()) {
        row[Columns.flow(PaymentFlow.SUCCEEDED_CASH)] += sign;
        row[Columns.flow(PaymentFlow.SUCCEEDED_CASH_VND)] += amount;
      }
    } else if (change.status() == PaymentStatus.REVERSED.code()) {
      row[Columns.flow(PaymentFlow.REVERSED_VND)] += amount;
    }
  }

  @Override
  public String statusName(int code) {
    return PaymentStatus.ofCode(code).wireName();
  }

  @Override
  public Integer day(Entity entity) {
    return entity.has(PaymentFact.STARTED_AT)
        ? (Integer) LocalDay.ofTime(entity.get(PaymentFact.STARTED_AT))
        : null;
  }

  @Override
  public void countCohort(Entity entity, CohortDay cohort, int sign) {
    long amount = sign * entity.get(PaymentFact.AMOUNT_VND);
    PaymentStatus status = PaymentStatus.ofCode(entity.lastStatus());
    boolean succeeded = status == PaymentStatus.SUCCEEDED;
    boolean cash = entity.get(PaymentFact.METHOD) == PaymentMethod.CASH.code();
    cohort.add(PaymentCohort.PAYMENTS, sign);
    cohort.add(
        switch (status) {
          case STARTED -> PaymentCohort.PENDING;
          case SUCCEEDED -> PaymentCohort.SUCCEEDED;
          case FAILED -> PaymentCohort.FAILED;
          case REVERSED -> PaymentCohort.REVERSED;
          case MISMATCHED -> PaymentCohort.MISMATCHED;
        },
        sign);
    if (succeeded) {
      cohort.add(PaymentCohort.AMOUNT_VND, amount);
      if (cash) {
        cohort.add(PaymentCohort.CASH, sign);
        cohort.add(PaymentCohort.CASH_VND, amount);
      }
    }
    countBreakdown(
        cohort.of(BY_CATEGORY, entity.get(PaymentFact.CATEGORY), BREAKDOWN),
        status,
        cash,
        amount,
        sign);
    countBreakdown(
        cohort.of(BY_METHOD, entity.get(PaymentFact.METHOD), BREAKDOWN),
        status,
        cash,
        amount,
        sign);
  }

  private static void countBreakdown(
      long[] row, PaymentStatus status, boolean cash, long amount, int sign) {
    row[PaymentBreakdown.PAYMENTS.ordinal()] += sign;
    if (status == PaymentStatus.FAILED) {
      row[PaymentBreakdown.FAILED.ordinal()] += sign;
    } else if (status == PaymentStatus.SUCCEEDED) {
      row[PaymentBreakdown.SUCCEEDED.ordinal()] += sign;
      row[PaymentBreakdown.AMOUNT_VND.ordinal()] += amount;
      if (cash) {
        row[PaymentBreakdown.CASH.ordinal()] += sign;
        row[PaymentBreakdown.CASH_VND.ordinal()] += amount;
      }
    }
  }

  @Override
  public String breakdownDimension(int dimension) {
    return dimension == BY_CATEGORY ? "category" : "method";
  }

  @Override
  public String breakdownCode(int dimension, long code) {
    return dimension == BY_CATEGORY
        ? PaymentCategory.ofCode((int) code).wireName()
        : PaymentMethod.ofCode((int) code).wireName();
  }

  @Override
  public Table entityTable() {
    return PAYER;
  }

  @Override
  public Row entityRow(String communeCode, String entityKey, Entity entity, int day, long version) {
    boolean payerKnown = entity.has(PaymentFact.PAYER_HIGH);
    if (!payerKnown && !entity.retracted()) {
      return null;
    }
    // A row that was written before a payer was taken back is marked as deleted.
    UUID payer = new UUID(entity.get(PaymentFact.PAYER_HIGH), entity.get(PaymentFact.PAYER_LOW));
    boolean nothingLeft = entity.transitions() == 0;
    return Row.of(
        communeCode,
        LocalDate.ofEpochDay(day),
        entityKey,
        version,
        nothingLeft
            ? ""
            : PaymentCategory.ofCode((int) entity.get(PaymentFact.CATEGORY)).wireName(),
        nothingLeft ? "" : PaymentMethod.ofCode((int) entity.get(PaymentFact.METHOD)).wireName(),
        entity.lastStatus() == PaymentStatus.SUCCEEDED.code() ? 1L : 0L,
        payer.toString(),
        payerKnown && Objects.equals(day, day(entity)) ? 0L : 1L);
  }
}
