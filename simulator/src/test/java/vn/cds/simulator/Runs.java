package vn.cds.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.simulator.fault.Lateness;

/** What the tests share. */
final class Runs {

  /** A Friday, 15:00 local time. */
  static final Instant FRIDAY = Instant.parse("2026-11-20T08:00:00Z");

  private Runs() {}

  static SimulationOptions.Builder of(String scenario) {
    SimulationOptions.Builder options = SimulationOptions.builder(scenario).seed(20261120);
    return switch (scenario) {
      case "thanh-hoa-2022" -> options.lateness(Lateness.NONE);
      case "mixed", "peak" -> options.until(FRIDAY).events(20_000);
      default -> options.from(FRIDAY);
    };
  }

  /** Every byte and every other part of the records. */
  static String sha256(Iterator<SimulatedRecord> records, int limit) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < limit && records.hasNext(); i++) {
        SimulatedRecord record = records.next();
        digest.update((byte) record.stream().ordinal());
        digest.update((byte) record.label().ordinal());
        digest.update((byte) (record.fault() == null ? -1 : record.fault().ordinal()));
        digest.update(record.key().getBytes(StandardCharsets.UTF_8));
        digest.update(ByteBuffer.allocate(8).putLong(record.sendAt().toEpochMilli()).array());
        digest.update(record.value() == null ? new byte[] {'-'} : record.value());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads records as the jobs do. */
  static final class Reader {
    private final Map<EventStream, EventDecoder<? extends Event>> decoders =
        new EnumMap<>(EventStream.class);

    Reader() {
      for (EventStream stream : EventStream.values()) {
        decoders.put(stream, EventDecoder.of(stream, Roster.bundled()));
      }
    }

    Decoded<? extends Event> read(SimulatedRecord record) {
      return decoders.get(record.stream()).decode(record.value(), record.sendAt());
    }
  }
}
