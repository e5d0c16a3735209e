package vn.cds.contract.codec;

/**
 * Why a record is a dead letter. The order is the order of docs/contract.md: the first fault in it
 * wins. Names never change, they are stored.
 */
public enum FaultCode {
  EMPTY("The record has no value or zero bytes; send one JSON object per record."),
  TOO_LARGE(
      "The record has more than 65,536 bytes; send one status of one entity, without attachments."),
  NOT_JSON("The record is not one well-formed JSON value in UTF-8 within the limits of size."),
  NOT_AN_OBJECT("The record is JSON, but not an object; send one JSON object per record."),
  DUPLICATE_FIELD("A listed field stands twice; send each field once."),
  WRONG_TYPE("A listed field has another JSON type than the contract says."),
  MISSING_FIELD("A required field is absent or null."),
  UNSUPPORTED_SCHEMA_VERSION("The schema version is not one that this job reads; send version 1."),
  UNKNOWN_ENUM_VALUE("A value is not one of the listed values of its field."),
  INVALID_FORMAT("A text does not match the pattern of its field."),
  NEGATIVE_MONEY("An amount is below zero; send a reversal as its own status."),
  OUT_OF_RANGE("A number or a time lies outside the range of its field."),
  FROM_FUTURE(
      "A time lies more than 5 minutes after the moment the broker took the record; check the clock"
          + " and the time zone of the source."),
  END_BEFORE_START("The end lies before the start; correct the source and send both times."),
  EVENT_BEFORE_START("The event lies before its start; correct the source and send both times."),
  UNKNOWN_COMMUNE("The commune code is not in the roster; correct the code or extend the roster."),
  UNIT_NOT_VALID("No unit with this commune code is valid on the local day of occurred_at."),
  CONFLICTING_DUPLICATE(
      "An earlier record had the same commune, event id and hour, but other content; send a"
          + " correction as a new event with its own id.");

  private final String sentence;

  FaultCode(String sentence) {
    this.sentence = sentence;
  }

  /** What is wrong in general, and what to do; an English sentence for people. */
  public String sentence() {
    return sentence;
  }
}
