package vn.cds.gateway.record;

import java.util.List;
import vn.cds.contract.event.Event;

/**
 * The records of a request.
 *
 * @param valid those that may be written, in their order
 * @param faults why the others may not, in their order
 */
public record CheckedRecords(List<Valid> valid, List<RecordFault> faults) {

  /**
   * A record that the contract and the scope of its source allow.
   *
   * @param bytes as they were sent
   */
  public record Valid(Event event, byte[] bytes) {}
}
