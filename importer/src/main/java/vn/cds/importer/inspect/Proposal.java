package vn.cds.importer.inspect;

/**
 * A column for a field.
 *
 * @param score from 0 to 1
 * @param reason why, a part of a sentence
 */
record Proposal(String field, ColumnProfile column, double score, String reason) {
  private static final double HIGH = 0.8;
  private static final double MEDIUM = 0.55;

  /** {@code high}, {@code medium} or {@code low}. */
  String confidence() {
    return score >= HIGH ? "high" : score >= MEDIUM ? "medium" : "low";
  }
}
