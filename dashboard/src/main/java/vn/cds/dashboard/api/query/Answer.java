package vn.cds.dashboard.api.query;

import java.util.Map;
import vn.cds.dashboard.access.suppression.Suppression;
import vn.cds.dashboard.api.request.Scope;

/**
 * What a resource answers.
 *
 * @param scope stands at its head
 * @param data what follows; null when only a table of it is asked for
 * @param rows name of the field that a table of it holds; null: it can be had as JSON alone
 * @param filters what else narrows the rows
 * @param table what a table of it holds, where that is not all in the data; else null
 */
public record Answer<D extends Record>(
    Scope scope, D data, String rows, Map<String, ?> filters, RowStream<?> table) {

  /** Data with sums of its rows: those are of what is shown, so that they tell nothing else. */
  public interface Summed<D extends Record> {
    D summed();
  }

  public Answer(Scope scope, D data) {
    this(scope, data, null);
  }

  public Answer(Scope scope, D data, String rows) {
    this(scope, data, rows, Map.of());
  }

  public Answer(Scope scope, D data, String rows, Map<String, ?> filters) {
    this(scope, data, rows, filters, null);
  }

  public Answer<D> suppressed(Suppression suppression) {
    return new Answer<>(
        scope,
        data == null ? null : summed(suppression.over(data, scope.province())),
        rows,
        filters,
        table == null ? null : suppressed(table, suppression));
  }

  @SuppressWarnings("unchecked") // what is summed is of its own type
  private D summed(D shown) {
    return shown instanceof Summed<?> rows ? (D) rows.summed() : shown;
  }

  private <R extends Record> RowStream<R> suppressed(RowStream<R> list, Suppression suppression) {
    return list.map(row -> suppression.overRow(row, scope.province()));
  }
}
