package vn.cds.metrics.rules;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.types.Row;
import vn.cds.contract.event.EventStream;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.state.CohortDay;
import vn.cds.metrics.state.Entity;
import vn.cds.runtime.clickhouse.Table;

/**
 * What one stream counts. Rules know no window, no state and no Flink: a flow is a function of one
 * event, a cohort a function of one entity. docs/counting.md says the same in words.
 */
public interface StreamRules extends Serializable {
  /** First three columns of every flow row. */
  int COUNTED = 0;

  int MISSED = 1;
  int DUPLICATES = 2;

  /** Columns of every flow row, somewhere behind. */
  String RETRACTIONS = "retractions";

  String RETRACTED = "retracted";

  EventStream stream();

  /** Prefix of the stream's tables. */
  String table();

  /**
   * Columns of the flow tables: counted, missed, duplicates, then what {@link #countFlow} counts,
   * and {@link #RETRACTIONS} and {@link #RETRACTED}.
   */
  List<String> flowColumns();

  /** Columns of the cohort table after {@code events}. */
  List<String> cohortColumns();

  /** Columns of the breakdown after dimension and code. */
  List<String> breakdownColumns();

  /**
   * Adds one event to a row, or takes it out again; must not touch what the operator counts: the
   * first three columns, {@link #RETRACTIONS} and {@link #RETRACTED}.
   *
   * @param sign 1 or -1
   */
  void countFlow(Change change, long[] row, int sign);

  /** Name of a status of the stream. */
  String statusName(int code);

  /**
   * The day an entity counts in, as a local day since 1970; null when nothing of it is left, or not
   * yet known.
   */
  Integer day(Entity entity);

  /**
   * Adds the entity to the cohort of its day, or takes it out again.
   *
   * @param sign 1 or -1
   */
  void countCohort(Entity entity, CohortDay cohort, int sign);

  /** Name of a value of a dimension of the breakdown. */
  String breakdownDimension(int dimension);

  /** Name of a value of a dimension of the breakdown. */
  String breakdownCode(int dimension, long code);

  /** The table of entity rows; null when the stream has none. */
  Table entityTable();

  /**
   * The entity as a row of one of the days it named; null when it has no row.
   *
   * @param day one of {@link Entity#day}
   * @param version of the row
   */
  Row entityRow(String communeCode, String entityKey, Entity entity, int day, long version);
}
