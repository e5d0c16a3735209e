package vn.cds.proof.oracle;

/** What became of the records of one topic. */
public record Conservation(
    long counted, long duplicates, long deadLetters, long tooLate, long retractions) {

  public long total() {
    return counted + duplicates + deadLetters + tooLate + retractions;
  }
}
