package vn.cds.dashboard.api;

/** What may stand in a cell of a spreadsheet. */
public final class Cells {

  private Cells() {}

  /**
   * A text that no spreadsheet takes for a formula, not even after it was saved as CSV and opened
   * again.
   */
  public static String harmless(String text) {
    return !text.isEmpty() && "=+-@\t\r\n|".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
