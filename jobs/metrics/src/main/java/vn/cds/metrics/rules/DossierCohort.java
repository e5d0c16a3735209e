package vn.cds.metrics.rules;

/**
 * What a dossier counts in the day it was received; numerators and denominators of the indicators
 * of Decision 766/QĐ-TTg (23/6/2022), whose numbers stand beside them. The order is part of the
 * state format: append only.
 */
enum DossierCohort {
  DOSSIERS,
  /** Turned away before it was accepted: counted in nothing below. */
  DECLINED,
  /** Denominator of 2.1, 4.2, 4.3, 4.4, 4.5b, 5.4. */
  RECEIVED,
  /** 2.1. */
  DONE_ON_TIME,
  DONE_LATE,
  DONE_UNDATED,
  OPEN,
  OPEN_WAITING,
  ONLINE,
  /** 3.3. */
  ONLINE_ELECTRONIC_RESULT,
  /** Denominator of 3.6. */
  FEE_DUE,
  /** 3.6. */
  FEE_PAID_ONLINE,
  /** Denominator of 4.1. */
  RESULT_DUE,
  /** 4.1. */
  RESULT_ELECTRONIC,
  /** 4.2. */
  DIGITISED,
  /** 4.3. */
  COMPONENT_REUSED,
  /** 4.4. */
  PERSONAL_STORE,
  /** 4.5b. */
  IDENTITY_VERIFIED,
  RATED,
  /** 5.4. */
  DISSATISFIED,
  /** 1.4. */
  SYNCHRONISED,
  /** Gia Lai's rule: accepted or refused within 8 working hours. */
  ANSWERED_IN_TIME,
  MULTIPLE_SUPPLEMENTS,
  HANDLED,
  HANDLING_ELAPSED_MS,
  HANDLING_WORKING_MS,
  SUSPECTED_SYNC_FAULT,
  /** Online, and known only to the day: nobody can say whether it took 8 working hours. */
  ANSWER_BY_DAY
}
