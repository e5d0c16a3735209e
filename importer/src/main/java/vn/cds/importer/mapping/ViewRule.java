package vn.cds.importer.mapping;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A view of a database whose rows are an export.
 *
 * @param url of the database, {@code jdbc:...}; never printed
 * @param table a view or a table as SQL names it, or null
 * @param query a statement of its own, or null; one of the two is there
 * @param user null when the database asks for none
 * @param passwordFile null when the database asks for none
 * @param growing a column whose values grow, or null: the whole view is read each time
 * @param timeout how long an answer of the database may take
 * @param schedule when the import service reads it
 */
public record ViewRule(
    String url,
    String table,
    String query,
    String user,
    Path passwordFile,
    String growing,
    Duration timeout,
    Schedule schedule) {

  /** What messages and places call it. */
  public String name() {
    return table == null ? "view.query" : table;
  }

  /** What a statement selects from. */
  public String from() {
    return table == null ? "(" + query + ") cds_view" : table;
  }

  /** The kind of database, {@code jdbc:postgresql:}, which is all of the address to be printed. */
  public String kind() {
    int end = url.indexOf(':', "jdbc:".length());
    return url.substring(0, end + 1);
  }
}
