package vn.cds.importer.view;

import java.io.Closeable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import vn.cds.importer.file.RowReader;
import vn.cds.importer.file.SourceRow;
import vn.cds.importer.file.Table;

/**
 * The rows of one reading of a view, the names of its columns first. A lost connection is a {@link
 * ViewUnavailable}, never an end.
 */
public final class ViewRows implements RowReader, Closeable {
  /** A clock may be that wrong; what lies behind is no position to go on from. */
  private static final Duration FUTURE = Duration.ofDays(1);

  private final ViewSource source;
  private final Connection connection;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final List<ViewColumn> columns;
  private final int growing;
  private final Instant begin;
  private final ZoneId zone;
  private final Table table;
  private final BitSet numbers = new BitSet();
  private Object greatest;
  private long line;
  private boolean ended;

  /**
   * @param growing index of the column that grows; -1 when there is none
   * @param begin the moment just before the transaction began
   * @param zone of times without one
   */
  ViewRows(
      ViewSource source,
      Connection connection,
      PreparedStatement statement,
      ResultSet rows,
      List<ViewColumn> columns,
      int growing,
      Instant begin,
      ZoneId zone) {
    this.source = source;
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
    this.columns = columns;
    this.growing = growing;
    this.begin = begin;
    this.zone = zone;
    this.table = new Table(source.name(), null);
    for (int i = 0; i < columns.size(); i++) {
      numbers.set(i, columns.get(i).kind() == ViewColumn.Kind.NUMBER);
    }
  }

  /** The moment whose state the rows tell: what was committed before it is among them. */
  public Instant begin() {
    return begin;
  }

  /** The greatest value so far of the column that grows; null when there is none. */
  public String greatest() {
    return greatest == null ? null : ViewColumn.text(greatest);
  }

  @Override
  public SourceRow next() {
    if (line == 0) {
      line++;
      return new SourceRow(
          table, line, columns.stream().map(ViewColumn::label).toList(), null, null);
    }
    try {
      if (!rows.next()) {
        ended = true;
        return null;
      }
      line++;
      List<String> cells = new ArrayList<>(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        cells.add(columns.get(i).cell(rows, i + 1));
      }
      if (growing >= 0) {
        grow();
      }
      return new SourceRow(table, line, cells, numbers, null);
    } catch (SQLException e) {
      throw source.unavailable("was lost behind row " + (line - 1), e);
    }
  }

  private void grow() throws SQLException {
    try {
      grow(columns.get(growing).value(rows, growing + 1));
    } catch (DateTimeException | SQLDataException e) {
      return; // a day that no calendar has is no position
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // values of one column
  private void grow(Comparable<?> value) {
    if (value != null
        && !isFuture(value)
        && (greatest == null || ((Comparable) value).compareTo(greatest) > 0)) {
      greatest = value;
    }
  }

  private boolean isFuture(Object value) {
    Instant latest = begin.plus(FUTURE);
    if (value instanceof OffsetDateTime time) {
      return time.isAfter(latest.atOffset(time.getOffset()));
    } else if (value instanceof LocalDateTime time) {
      return time.isAfter(latest.atZone(zone).toLocalDateTime());
    }
    return value instanceof LocalDate day && day.isAfter(latest.atZone(zone).toLocalDate());
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public void close() {
    // Whatever the database says now, all wanted rows were read, or the reading failed before.
    try (Connection c = connection;
        PreparedStatement s = statement;
        ResultSet r = rows) {
      if (!ended) {
        // Drivers would read the other rows before they end the statement.
        c.abort(Runnable::run);
        return;
      }
      r.close();
      s.close();
      c.rollback();
    } catch (SQLException e) {
      return;
    }
  }
}
