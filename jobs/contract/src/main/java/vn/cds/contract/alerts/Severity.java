package vn.cds.contract.alerts;

/** How soon somebody has to look. */
public enum Severity implements Word {
  /** In the next digest. */
  NOTICE,
  /** Within the working day. */
  WARNING,
  /** At once. */
  CRITICAL
}
