package vn.cds.metrics.rules;

/** Events of a document by status. The order is part of the state format: append only. */
enum DocumentFlow {
  ARRIVED,
  REFUSED,
  RECEIVED,
  ASSIGNED,
  IN_PROGRESS,
  DONE,
  RECALLED,
  UPDATE_ACCEPTED,
  UPDATE_REFUSED,
  /** Retractions that reach the window; the operator counts them. */
  RETRACTIONS,
  /** Events taken back in the window; the operator counts them. */
  RETRACTED
}
