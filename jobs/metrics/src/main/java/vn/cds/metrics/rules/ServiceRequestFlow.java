package vn.cds.metrics.rules;

/** Events of a dossier by status. The order is part of the state format: append only. */
enum ServiceRequestFlow {
  REGISTERED,
  ACCEPTED,
  REFUSED,
  IN_PROGRESS,
  SUPPLEMENT_REQUESTED,
  FEE_REQUESTED,
  WITHDRAWN,
  STOPPED,
  DONE,
  RESULT_RETURNED,
  REGISTERED_ONLINE,
  REGISTERED_POSTAL,
  /** Done, and the event itself says the due time. */
  DONE_ON_TIME,
  DONE_LATE,
  /** Retractions that reach the window; the operator counts them. */
  RETRACTIONS,
  /** Events taken back in the window; the operator counts them. */
  RETRACTED
}
