package vn.cds.metrics.change;

/** Facts of a document. The order is part of the state format: append only. */
public enum DocumentFact {
  SENT_AT,
  DIRECTION,
  MEDIUM,
  SECRET,
  SIGNED_PERSONALLY,
  SIGNED_BY_ORGANISATION,
  DUE_AT
}
