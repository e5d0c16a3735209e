package vn.cds.simulator.lifecycle;

/** How a dossier stands after its events so far; the meaning is that of docs/counting.md. */
public enum Outcome {
  OPEN,
  ON_TIME,
  LATE,
  UNDATED,
  DECLINED
}
