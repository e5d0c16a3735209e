package vn.cds.proof.oracle;

import static vn.cds.proof.oracle.TableShape.Type.BREAKDOWN;
import static vn.cds.proof.oracle.TableShape.Type.DAY;
import static vn.cds.proof.oracle.TableShape.Type.NUMBER;
import static vn.cds.proof.oracle.TableShape.Type.TEXT;
import static vn.cds.proof.oracle.TableShape.Type.TIME;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The key and the other columns of a table of docs/counting.md.
 *
 * @param key the columns that name a row
 * @param columns all other columns that are a function of the records
 * @param breakdown the names of the figures of {@code by}; empty when the table has none
 */
public record TableShape(
    String table, List<Column> key, List<Column> columns, List<String> breakdown) {

  /** How a value is written here: Long, String, Instant, LocalDate, or a map of maps of Long. */
  public enum Type {
    NUMBER,
    TEXT,
    TIME,
    DAY,
    BREAKDOWN
  }

  /** A column of a table. */
  public record Column(String name, Type type) {}

  /** The name under which a row keeps its breakdown. */
  public static final String BY = "by";

  private static final List<Column> FLOW_KEY =
      List.of(new Column("commune_code", TEXT), new Column("window_start", TIME));
  private static final List<Column> COHORT_KEY =
      List.of(new Column("commune_code", TEXT), new Column("day", DAY));
  private static final List<Column> RECORD_KEY =
      List.of(
          new Column("topic", TEXT), new Column("partition", NUMBER), new Column("offset", NUMBER));

  private static final String DOCUMENT_FLOW =
      "arrived refused received assigned in_progress done recalled update_accepted update_refused";
  private static final String PAYMENT_FLOW =
      "started succeeded failed reversed mismatched succeeded_cash succeeded_vnd succeeded_cash_vnd"
          + " reversed_vnd";
  private static final String SERVICE_REQUEST_FLOW =
      "registered accepted refused in_progress supplement_requested fee_requested withdrawn stopped"
          + " done result_returned registered_online registered_postal done_on_time done_late";

  /** Every table, in the order of docs/counting.md. */
  public static final List<TableShape> ALL = all();

  private static final Map<String, TableShape> BY_NAME =
      ALL.stream().collect(Collectors.toMap(TableShape::table, shape -> shape));

  private static List<TableShape> all() {
    List<TableShape> all = new ArrayList<>();
    for (String window : List.of("minute", "hour", "day")) {
      all.add(flow("document_" + window, DOCUMENT_FLOW));
      all.add(flow("payment_" + window, PAYMENT_FLOW));
      all.add(flow("service_request_" + window, SERVICE_REQUEST_FLOW));
    }
    all.add(
        cohort(
            "document_cohort",
            "documents secret non_secret electronic incoming outgoing signed_personally"
                + " signed_by_organisation with_due done_by_due receipt_measured receipt_delay_ms"
                + " refused recalled",
            ""));
    all.add(
        cohort(
            "payment_cohort",
            "payments pending succeeded failed reversed mismatched amount_vnd cash cash_vnd",
            "payments succeeded failed amount_vnd cash cash_vnd"));
    all.add(
        cohort(
            "service_request_cohort",
            "dossiers declined received done_on_time done_late done_undated open open_waiting"
                + " online online_electronic_result fee_due fee_paid_online result_due"
                + " result_electronic digitised component_reused personal_store identity_verified"
                + " rated dissatisfied synchronised answered_in_time answer_by_day"
                + " multiple_supplements handled"
                + " handling_elapsed_ms handling_working_ms suspected_sync_fault"
                + " outside_territory outside_territory_known",
            "received done_on_time done_late done_undated open fee_due fee_paid_online handled"
                + " handling_working_ms"));
    all.add(
        new TableShape(
            "dossier",
            key(COHORT_KEY, "dossier_code"),
            Stream.of(
                    numbers("version"),
                    texts("procedure_code channel level status outcome"),
                    times("submitted_at accepted_at due_at ended_at"),
                    numbers("supplements waiting fee_due_vnd fee_paid_online"),
                    times("first_arrival_at last_arrival_at"),
                    numbers("late_arrival suspected_sync_fault deleted"),
                    numbers("submitted_by_day accepted_by_day due_by_day ended_by_day"))
                .flatMap(List::stream)
                .toList(),
            List.of()));
    all.add(
        new TableShape(
            "payer",
            key(COHORT_KEY, "payment_id"),
            Stream.of(
                    numbers("version"),
                    texts("category method"),
                    numbers("succeeded"),
                    texts("payer_id"),
                    numbers("deleted"))
                .flatMap(List::stream)
                .toList(),
            List.of()));
    all.add(
        new TableShape(
            "retraction",
            List.of(
                new Column("commune_code", TEXT),
                new Column("stream", TEXT),
                new Column("occurred_at", TIME),
                new Column("event_id", TEXT)),
            Stream.of(
                    numbers("version"),
                    texts("entity status"),
                    numbers("occurred_by_day found exact"))
                .flatMap(List::stream)
                .toList(),
            List.of()));
    all.add(
        new TableShape(
            "dead_letter",
            RECORD_KEY,
            Stream.of(times("append_time"), texts("code")).flatMap(List::stream).toList(),
            List.of()));
    all.add(
        new TableShape(
            "too_late",
            RECORD_KEY,
            Stream.of(
                    times("append_time"),
                    texts("commune_code event_id"),
                    times("occurred_at started_at"),
                    texts("reason"))
                .flatMap(List::stream)
                .toList(),
            List.of()));
    return List.copyOf(all);
  }

  /**
   * The shape of a table.
   *
   * @throws IllegalArgumentException when there is no such table
   */
  public static TableShape of(String table) {
    TableShape shape = BY_NAME.get(table);
    if (shape == null) {
      throw new IllegalArgumentException("no table " + table);
    }
    return shape;
  }

  private static TableShape flow(String table, String metrics) {
    return new TableShape(
        table,
        FLOW_KEY,
        numbers("version counted missed duplicates retractions retracted " + metrics),
        List.of());
  }

  private static TableShape cohort(String table, String metrics, String breakdown) {
    List<Column> columns = new ArrayList<>(numbers("version events " + metrics));
    List<String> by = breakdown.isEmpty() ? List.of() : List.of(breakdown.split(" "));
    if (!by.isEmpty()) {
      columns.add(new Column(BY, BREAKDOWN));
    }
    return new TableShape(table, COHORT_KEY, List.copyOf(columns), by);
  }

  private static List<Column> key(List<Column> first, String last) {
    List<Column> key = new ArrayList<>(first);
    key.add(new Column(last, TEXT));
    return List.copyOf(key);
  }

  private static List<Column> numbers(String names) {
    return columns(names, NUMBER);
  }

  private static List<Column> texts(String names) {
    return columns(names, TEXT);
  }

  private static List<Column> times(String names) {
    return columns(names, TIME);
  }

  private static List<Column> columns(String names, Type type) {
    return Stream.of(names.split(" ")).map(name -> new Column(name, type)).toList();
  }
}
