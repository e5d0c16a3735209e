package vn.cds.metrics.rules;

/**
 * What a payment counts per category and per method. The order is part of the state format: append
 * only.
 */
enum PaymentBreakdown {
  PAYMENTS,
  SUCCEEDED,
  FAILED,
  AMOUNT_VND,
  CASH,
  CASH_VND
}
