package vn.cds.sql;

/** ClickHouse refused a statement, or could not be reached. The message is meant for people. */
public final class SqlFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SqlFailure(String message) {
    super(message);
  }

  SqlFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
