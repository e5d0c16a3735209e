package vn.cds.simulator;

import java.time.Instant;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.simulator.fault.Label;

/**
 * One record to send.
 *
 * @param stream names the topic
 * @param key the record key, the commune code
 * @param value the bytes to send; null or empty in a poisoned record without a value
 * @param occurredAt the event time; of a poisoned record that of the event it was made from
 * @param sendAt when it is sent; never before the record in front of it
 * @param label what must become of it, if it arrives at {@code sendAt}
 * @param fault the code of the dead letter; null when it is none
 */
public record SimulatedRecord(
    EventStream stream,
    String key,
    byte[] value,
    TimeOrDay occurredAt,
    Instant sendAt,
    Label label,
    FaultCode fault) {}
