package vn.cds.importer.view;

/**
 * A database cannot be reached, or was lost while a view was read. It may be there again later. The
 * message is a whole sentence that says why and what to do.
 */
public final class ViewUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ViewUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
