package vn.cds.importer.row;

import java.util.List;
import vn.cds.importer.table.RowTally.LeftOut;

/**
 * What became of the rows of exports: {@code read = counted + rejected + left out}.
 *
 * @param read without headers
 * @param rejected with one reject or more; what is right in them is counted
 * @param leftOut by rule
 * @param timesOfNone cells with a day that stands for no time; read as empty
 * @param wordsOfNone cells with a word that stands for nothing; read as empty
 * @param unmatched communes that were not found
 * @param notes what was found out about the files
 */
public record RowCounts(
    long read,
    long rejected,
    List<LeftOut> leftOut,
    long timesOfNone,
    long wordsOfNone,
    List<UnmatchedCommunes.Unmatched> unmatched,
    List<String> notes) {

  /** Rows that no reject and no rule took. */
  public long counted() {
    return read - rejected - leftOutRows();
  }

  /** Rows left out by any rule. */
  public long leftOutRows() {
    return leftOut.stream().mapToLong(LeftOut::count).sum();
  }
}
