package vn.cds.metrics.count;

/** How an event or a retraction relates to those that its commune and hour have accepted. */
enum Acceptance {
  /** Its id is known with other content: it is not counted. */
  CONFLICT,
  /**
   * Its id is known with the same content; this copy may count in finer windows than the earlier
   * ones.
   */
  COPY,
  /** It is new, and its counterpart (the retraction, or the event) is not known. */
  NEW,
  /** It is new, and its counterpart (the retraction, or the event) is known. */
  NEW_IN_PAIR
}
