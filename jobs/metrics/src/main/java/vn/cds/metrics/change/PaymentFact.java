package vn.cds.metrics.change;

/** Facts of a payment. The order is part of the state format: append only. */
public enum PaymentFact {
  STARTED_AT,
  CATEGORY,
  METHOD,
  AMOUNT_VND,
  GATEWAY,
  PAYER_HIGH,
  PAYER_LOW
}
