package vn.cds.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vn.cds.contract.codec.Decoded;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.codec.FaultCode;
import vn.cds.contract.codec.Rejection;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.fault.Canary;
import vn.cds.simulator.fault.Label;
import vn.cds.simulator.fault.Poison;
import vn.cds.simulator.random.SeededRandom;
import vn.cds.simulator.source.Source;

/**
 * Records that try to break a job: noise, torn and mutated JSON, bad UTF-8, deep nesting, huge
 * numbers, records of 10 MB, and copies with other content. Each must become a dead letter.
 */
public final class HostileRecords {

  /** Size of the largest records, in bytes; topics must let them through. */
  public static final int LARGEST = 10_000_000;

  private final SeededRandom random;
  private final Instant sendAt;
  private final Source events;
  private final Poison poison;
  private final Map<EventStream, EventDecoder<? extends Event>> decoders =
      new EnumMap<>(EventStream.class);
  private final List<SimulatedRecord> records = new ArrayList<>();

  private HostileRecords(
      long seed, Instant sendAt, int count, Roster roster, WorkingCalendar calendar) {
    this.random = SeededRandom.of(seed, "hostile", 0);
    this.sendAt = sendAt;
    this.poison = new Poison(SeededRandom.of(seed, "hostile poison", 0), roster);
    // Far more than are needed: a mutation that is still valid is thrown away.
    this.events =
        Simulator.events(
            SimulationOptions.builder("mixed")
                .seed(seed)
                .until(sendAt)
                .events(100L + 50L * count)
                .build(),
            roster,
            calendar);
    for (EventStream stream : EventStream.values()) {
      decoders.put(stream, EventDecoder.of(stream, roster));
    }
  }

  /**
   * Hostile records, the same for the same arguments, in the order in which they must be sent.
   *
   * <p>For noise and mutated JSON the expected code is what the contract's decoder says of the
   * bytes; for all others it is known without it.
   *
   * @param count number of dead letters; the list also holds the valid record before each copy with
   *     other content
   * @param sendAt all are sent then, or up to an hour later
   */
  public static List<SimulatedRecord> records(
      long seed, int count, Instant sendAt, Roster roster, WorkingCalendar calendar) {
    HostileRecords hostile = new HostileRecords(seed, sendAt, count, roster, calendar);
    for (int i = 0; i < count; i++) {
      hostile.add(i);
    }
    return hostile.records;
  }

  private void add(int turn) {
    if (turn < 3) {
      huge(turn);
      return;
    }
    int kind = random.below(100);
    if (kind < 40) {
      spoiled();
    } else if (kind < 75) {
      mutant();
    } else if (kind < 90) {
      conflict();
    } else {
      noise();
    }
  }

  private Event event() {
    return events.next().event();
  }

  private void huge(int turn) {
    Event event = event();
    String text = new String(EventEncoder.encode(event), StandardCharsets.UTF_8);
    String head = text.substring(0, text.length() - 1);
    String huge =
        switch (turn) {
          case 0 -> head + ",\"padding\":\"" + "x".repeat(LARGEST - head.length() - 14) + "\"}";
          case 1 -> "[".repeat(LARGEST);
          default -> head + ",\"number\":" + "9".repeat(LARGEST - head.length() - 11) + "}";
        };
    add(event, huge.getBytes(StandardCharsets.UTF_8), Label.POISON, FaultCode.TOO_LARGE);
  }

  private void spoiled() {
    Event[] latest = new Event[EventStream.values().length];
    Event event = event();
    latest[event.stream().ordinal()] = event;
    Poison.Spoiled spoiled = poison.next(latest, sendAt.toEpochMilli());
    add(event, spoiled.value(), Label.POISON, spoiled.code());
  }

  private void conflict() {
    Event event = event();
    add(event, EventEncoder.encode(event), Label.VALID, null);
    add(
        event,
        EventEncoder.encode(Poison.withOtherContent(event)),
        Label.CONFLICTING,
        FaultCode.CONFLICTING_DUPLICATE);
  }

  private void noise() {
    while (true) {
      byte[] value = randomBytes(1 + random.below(2_000));
      if (addIfRejected(event(), value)) {
        return;
      }
    }
  }

  private void mutant() {
    while (true) {
      Event event = event();
      byte[] value = Canary.addTo(EventEncoder.encode(event));
      for (int edits = 1 + random.below(4); edits > 0; edits--) {
        value = mutate(value);
      }
      if (addIfRejected(event, value)) {
        return;
      }
    }
  }

  private byte[] mutate(byte[] value) {
    int at = random.below(value.length);
    int length = Math.min(value.length - at, 1 + random.below(30));
    return switch (random.below(6)) {
      case 0 -> {
        byte[] copy = value.clone();
        copy[at] ^= (byte) (1 << random.below(8));
        yield copy;
      }
      case 1 -> splice(value, at, length, new byte[0]);
      case 2 -> splice(value, at, 0, Arrays.copyOfRange(value, at, at + length));
      case 3 -> splice(value, at, 0, randomBytes(length));
      case 4 ->
          splice(value, at, 1, "9".repeat(1 + random.below(60)).getBytes(StandardCharsets.UTF_8));
      default -> splice(value, at, length, random.oneOf(TOKENS).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static final String[] TOKENS = {
    "null",
    "true",
    "{}",
    "[[[[[[[[[[[[[[[[[[",
    "\"",
    "\\u0000",
    "\\ud800",
    "1e400",
    "-0",
    "\u0000",
    "}{",
    ",,"
  };

  private static byte[] splice(byte[] value, int at, int removed, byte[] inserted) {
    byte[] result = new byte[value.length - removed + inserted.length];
    System.arraycopy(value, 0, result, 0, at);
    System.arraycopy(inserted, 0, result, at, inserted.length);
    System.arraycopy(
        value, at + removed, result, at + inserted.length, value.length - at - removed);
    return result;
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.bits();
    }
    return bytes;
  }

  /** A mutation may have left the record valid, or its fault may depend on when it arrives. */
  private boolean addIfRejected(Event event, byte[] value) {
    Decoded<? extends Event> decoded = decoders.get(event.stream()).decode(value, sendAt);
    Rejection rejection = decoded.rejection();
    if (rejection == null || rejection.code() == FaultCode.FROM_FUTURE) {
      return false;
    }
    add(event, value, Label.POISON, rejection.code());
    return true;
  }

  private void add(Event event, byte[] value, Label label, FaultCode fault) {
    records.add(
        new SimulatedRecord(
            event.stream(), event.communeCode(), value, event.occurredAt(), sendAt, label, fault));
  }
}
