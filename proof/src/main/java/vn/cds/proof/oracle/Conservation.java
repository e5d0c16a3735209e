package vn.cds.proof.oracle;

/**
 * What became of the offsets of one topic.
 *
 * @param withoutRecord offsets that hold no committed record: ends of transactions, and records of
 *     aborted ones. The oracle is given committed records alone, so whoever reads them adds it.
 */
public record Conservation(
    long counted,
    long duplicates,
    long deadLetters,
    long tooLate,
    long retractions,
    long withoutRecord) {

  /** Of a topic in which each offset holds a committed record. */
  public Conservation(
      long counted, long duplicates, long deadLetters, long tooLate, long retractions) {
    this(counted, duplicates, deadLetters, tooLate, retractions, 0);
  }

  /** The same, of a topic with so many offsets without a record. */
  public Conservation withWithoutRecord(long offsets) {
    return new Conservation(counted, duplicates, deadLetters, tooLate, retractions, offsets);
  }

  public long total() {
    return counted + duplicates + deadLetters + tooLate + retractions + withoutRecord;
  }
}
