package vn.cds.alerts.rules.definition;

import vn.cds.contract.alerts.Word;

/** What rules judge: two counts of docs/counting.md for each unit and hour. */
public enum RuleIndicator implements Word {
  /** {@code done_on_time} of {@code done_on_time + done_late}, service requests. */
  ON_TIME,
  /** {@code counted}, service requests; a count. */
  SERVICE_REQUEST_EVENTS,
  /** {@code counted}, documents; a count. */
  DOCUMENT_EVENTS,
  /** {@code counted}, payments; a count. */
  PAYMENT_EVENTS,
  /** {@code counted} of all three streams together; a count. */
  ALL_EVENTS,
  /** Dossiers overdue at the moment, of those open. */
  OVERDUE,
  /** {@code failed} of {@code succeeded + failed}, payments. */
  PAYMENT_FAILURES,
  /** Records refused, too late or late for their minute, of all records of the commune. */
  REJECTED_OR_LATE
}
