package vn.cds.proof;

import vn.cds.proof.oracle.Version;

/**
 * One value that is not what it must be.
 *
 * @param column null when the whole row is missing or too much
 * @param expected null for a row that must not be there, or a null value
 * @param found null for a row that is not there, or a null value
 */
public record Difference(String table, String key, String column, Object expected, Object found) {

  @Override
  public String toString() {
    if (column == null) {
      return "%s [%s]: %s"
          .formatted(
              table,
              key,
              found == null
                  ? "row expected, none found: " + expected
                  : "row found, none expected: " + found);
    }
    return "%s [%s] %s: expected %s, found %s"
        .formatted(table, key, column, legible(expected), legible(found));
  }

  private String legible(Object value) {
    return column.equals("version") && value instanceof Long version
        ? Version.legible(version)
        : String.valueOf(value);
  }
}
