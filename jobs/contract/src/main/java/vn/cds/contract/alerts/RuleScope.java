package vn.cds.contract.alerts;

/** The kind of unit that a rule judges. */
public enum RuleScope implements Word {
  /** Each commune by itself. */
  COMMUNE,
  /** The sum of a province's communes: its feed. */
  PROVINCE
}
