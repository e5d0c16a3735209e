package vn.cds.alerts.judge;

import java.io.Serializable;

/** The clock by which communes are judged. */
@FunctionalInterface
public interface JudgeClock extends Serializable {

  /** Milliseconds since 1970. */
  long millis();
}
