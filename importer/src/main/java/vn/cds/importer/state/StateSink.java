package vn.cds.importer.state;

/** Keeps states and sends what changed. */
@FunctionalInterface
public interface StateSink {
  /** The state and all of its records from now on, or, after a crash, none of them. */
  void change(StateChange change);
}
