package vn.cds.dashboard.api.export;

import vn.cds.contract.text.PlainText;

/** What may stand in a cell of a spreadsheet. */
public final class Cells {

  private Cells() {}

  /**
   * The text by the rule of {@link PlainText}, as no spreadsheet takes it for a formula, not even
   * after it was saved as CSV and opened again.
   */
  public static String harmless(String text) {
    String clean = PlainText.clean(text);
    String visible = clean.stripLeading();
    return !visible.isEmpty() && "=+-@|".indexOf(visible.charAt(0)) >= 0 ? "'" + clean : clean;
  }
}
