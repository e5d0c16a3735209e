package vn.cds.importer.table;

/** Why a row that was read is no row of data. */
public enum LeftOutRule {
  ABOVE_HEADER("rows above the header"),
  BLANK("blank rows"),
  COLUMN_NUMBERS("the row below the header that numbers the columns"),
  REPEATED_HEADER("rows that repeat the header"),
  TOTAL("totals: rows that begin with a word such as Tổng cộng and have no time"),
  NOTHING_MAPPED("rows with nothing in the columns of the mapping"),
  NO_HEADER("tables without the columns of the mapping"),
  NO_EVENT("rows in which every time named by event.STATUS.at is empty"),
  OLDER("rows older than what is known: a newer export told of the same dossiers");

  private final String sentence;

  LeftOutRule(String sentence) {
    this.sentence = sentence;
  }

  /** What is left out, for people. */
  public String sentence() {
    return sentence;
  }
}
