package vn.cds.metrics.rules;

/**
 * What a document counts in the day it was sent. The order is part of the state format: append
 * only.
 */
enum DocumentCohort {
  DOCUMENTS,
  /** Left out of everything below. */
  SECRET,
  NON_SECRET,
  ELECTRONIC,
  INCOMING,
  OUTGOING,
  /** Of the outgoing. */
  SIGNED_PERSONALLY,
  /** Of the outgoing. */
  SIGNED_BY_ORGANISATION,
  WITH_DUE,
  DONE_BY_DUE,
  /** Has both an arrival and a receipt. */
  RECEIPT_MEASURED,
  /** Milliseconds from arrival to receipt. */
  RECEIPT_DELAY_MS,
  REFUSED,
  RECALLED
}
