package vn.cds.metrics.count;

/** What an event or a retraction is to those that its commune and hour have seen. */
enum Acceptance {
  /** Its id is known with other content: it is not counted. */
  CONFLICT,
  /** It is known; this copy may reach finer windows than the ones before. */
  COPY,
  /** It is new, and of event and retraction the only one that is known. */
  NEW,
  /** It is new, and meets its retraction, or the event that it takes back. */
  NEW_IN_PAIR
}
