package vn.cds.gateway.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.codec.Rejection;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;

/**
 * Holds records against the contract, by the decoder that the jobs use, and against the communes of
 * their source. Thread-safe.
 */
public final class RecordCheck {

  /** A decoder is not thread-safe, and its tables are worth keeping. */
  private final ThreadLocal<Map<EventStream, EventDecoder<? extends Event>>> decoders =
      ThreadLocal.withInitial(() -> new EnumMap<>(EventStream.class));

  private final Roster roster;

  public RecordCheck(Roster roster) {
    this.roster = roster;
  }

  /**
   * Checks the records of a request.
   *
   * @param maySendFor whether the source serves a commune
   * @param now stands for the append time, which Kafka has not given yet
   */
  public CheckedRecords check(
      EventStream stream,
      BodyFormat format,
      List<byte[]> records,
      Predicate<String> maySendFor,
      Instant now) {
    EventDecoder<? extends Event> decoder =
        decoders.get().computeIfAbsent(stream, absent -> EventDecoder.of(absent, roster));
    List<CheckedRecords.Valid> valid = new ArrayList<>(records.size());
    List<RecordFault> faults = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      try {
        byte[] bytes = format.isWrapped() ? CloudEvent.data(records.get(i)) : records.get(i);
        Decoded<? extends Event> decoded = decoder.decode(bytes, now);
        RecordFault fault = fault(i, decoded, maySendFor);
        if (fault == null) {
          valid.add(new CheckedRecords.Valid(decoded.event(), bytes));
        } else {
          faults.add(fault);
        }
      } catch (CloudEvent.Invalid e) {
        faults.add(
            new RecordFault(
                i, null, RecordFault.INVALID_CLOUD_EVENT, e.getMessage(), e.attribute()));
      }
    }
    return new CheckedRecords(valid, faults);
  }

  private static RecordFault fault(
      int index, Decoded<? extends Event> decoded, Predicate<String> maySendFor) {
    Rejection rejection = decoded.rejection();
    if (rejection != null) {
      return new RecordFault(
          index,
          text(rejection.eventId()),
          rejection.code().name(),
          rejection.detail(),
          rejection.field());
    }
    Event event = decoded.event();
    return maySendFor.test(event.communeCode())
        ? null
        : new RecordFault(
            index,
            text(event.eventId()),
            RecordFault.COMMUNE_NOT_ALLOWED,
            "commune_code is none of the communes that this token may send for; correct it, or ask"
                + " the operator of the gateway to add the commune.",
            "commune_code");
  }

  private static String text(UUID id) {
    return id == null ? null : id.toString();
  }
}
