package vn.cds.dashboard.api.query;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A list that may be long, row by row.
 *
 * @param source gives each row to somebody
 * @param most rows that it gives
 */
public record RowStream<R extends Record>(Consumer<Consumer<Listed<R>>> source, int most) {

  /**
   * A row.
   *
   * @param all rows there are, also those that are not given
   */
  public record Listed<R extends Record>(R row, long all) {}

  RowStream<R> map(UnaryOperator<R> change) {
    return new RowStream<>(
        rows ->
            source.accept(
                listed -> rows.accept(new Listed<>(change.apply(listed.row()), listed.all()))),
        most);
  }
}
