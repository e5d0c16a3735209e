package vn.cds.metrics.rules;

/**
 * What a payment counts in the day it was started, by its last status. The order is part of the
 * state format: append only.
 */
enum PaymentCohort {
  PAYMENTS,
  PENDING,
  SUCCEEDED,
  FAILED,
  REVERSED,
  MISMATCHED,
  /** VND of the succeeded. */
  AMOUNT_VND,
  /** Succeeded, paid in cash. */
  CASH,
  /** VND of the succeeded, paid in cash. */
  CASH_VND
}
