package vn.cds.metrics.rules;

/**
 * What a dossier counts per channel and per procedure. The order is part of the state format:
 * append only.
 */
enum DossierBreakdown {
  RECEIVED,
  DONE_ON_TIME,
  DONE_LATE,
  DONE_UNDATED,
  OPEN,
  FEE_DUE,
  FEE_PAID_ONLINE,
  HANDLED,
  HANDLING_WORKING_MS
}
