package vn.cds.simulator.fault;

/** What the simulator knows about a record it sends. */
public enum Label {
  /** The first record of an event, in time for every window. */
  VALID,
  /** The first record of an event, after the lateness of its minute, but counted in its day. */
  LATE,
  /** After the lateness of its day or of its cohort: counted nowhere, listed as too late. */
  TOO_LATE,
  /** A further record of an event or retraction, with the same content. */
  DUPLICATE,
  /** A further record of an event with other content: a dead letter. */
  CONFLICTING,
  /** A record that breaks a rule of the contract: a dead letter. */
  POISON,
  /**
   * The first record of an event that a retraction takes back, in time for its day: it is accounted
   * for, and counted in no figure.
   */
  TAKEN_BACK,
  /** The first retraction of an event, in time for its day. */
  RETRACTION;

  /** Whether the event of this record is counted because of it, and stays so. */
  public boolean isCounted() {
    return this == VALID || this == LATE;
  }

  /** Whether the record becomes a dead letter. */
  public boolean isDeadLetter() {
    return this == CONFLICTING || this == POISON;
  }
}
