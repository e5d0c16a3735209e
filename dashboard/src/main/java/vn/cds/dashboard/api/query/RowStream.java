package vn.cds.dashboard.api.query;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Rows of a list that may be long, handed to a consumer one by one.
 *
 * @param source calls the consumer for each row
 * @param most rows that it passes on at most
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
