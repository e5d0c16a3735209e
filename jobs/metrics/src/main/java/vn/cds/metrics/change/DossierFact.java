package vn.cds.metrics.change;

/** Facts of a dossier. The order is part of the state format: append only. */
public enum DossierFact {
  SUBMITTED_AT,
  /** {@code 1.004616} as 1004616. */
  PROCEDURE,
  LEVEL,
  CHANNEL,
  ACCEPTED_AT,
  DUE_AT,
  DONE_AT,
  HANDLING_LIMIT_HOURS,
  ATTACHMENTS_DIGITISED,
  COMPONENT_REUSED,
  PERSONAL_STORE,
  IDENTITY_VERIFIED,
  RESULT_REQUIRED,
  ELECTRONIC_RESULT,
  FEE_DUE_VND,
  SATISFIED,
  SYNCHRONISED_AT
}
