package vn.cds.proof.oracle.input;

/** Why a record is a dead letter, in the order of the checks in docs/contract.md. */
public enum Fault {
  EMPTY,
  TOO_LARGE,
  NOT_JSON,
  NOT_AN_OBJECT,
  DUPLICATE_FIELD,
  WRONG_TYPE,
  MISSING_FIELD,
  UNSUPPORTED_SCHEMA_VERSION,
  UNKNOWN_ENUM_VALUE,
  INVALID_FORMAT,
  NEGATIVE_MONEY,
  OUT_OF_RANGE,
  FROM_FUTURE,
  END_BEFORE_START,
  EVENT_BEFORE_START,
  UNKNOWN_COMMUNE,
  UNIT_NOT_VALID,
  CONFLICTING_DUPLICATE
}
