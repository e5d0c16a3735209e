package vn.cds.dashboard.api;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A list that may be long, row by row.
 *
 * @param source gives each row to somebody
 * @param most rows that it gives
 */
record LongList<R extends Record>(Consumer<Consumer<Listed<R>>> source, int most) {

  /**
   * A row.
   *
   * @param all rows there are, also those that are not given
   */
  record Listed<R extends Record>(R row, long all) {}

  LongList<R> map(UnaryOperator<R> change) {
    return new LongList<>(
        rows ->
            source.accept(
                listed -> rows.accept(new Listed<>(change.apply(listed.row()), listed.all()))),
        most);
  }
}
