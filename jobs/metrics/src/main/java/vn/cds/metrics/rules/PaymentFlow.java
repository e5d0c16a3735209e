package vn.cds.metrics.rules;

/**
 * Events of a payment by status, and their amounts. The order is part of the state format: append
 * only.
 */
enum PaymentFlow {
  STARTED,
  SUCCEEDED,
  FAILED,
  REVERSED,
  MISMATCHED,
  SUCCEEDED_CASH,
  SUCCEEDED_VND,
  SUCCEEDED_CASH_VND,
  REVERSED_VND,
  /** Retractions that reach the window; the operator counts them. */
  RETRACTIONS,
  /** Events taken back in the window; the operator counts them. */
  RETRACTED
}
