package vn.cds.contract;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.Direction;
import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.Medium;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceLevel;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.codec.EventDecoder;
import vn.cds.contract.codec.EventEncoder;
import vn.cds.contract.codec.FieldTable;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.EventStream;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.roster.Roster;
import vn.cds.contract.roster.Unit;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;

/** Valid events at {@link #APPEND_TIME} with values from the whole of each field's range. */
public final class RandomEvents {

  public static final Instant APPEND_TIME = Instant.parse("2026-10-09T00:00:00Z");
  private static final LocalDate FIRST_DAY = LocalDate.of(2025, 7, 1);

  private final RandomGenerator random;
  private final List<Unit> units = Roster.bundled().units(FIRST_DAY);

  public RandomEvents(RandomGenerator random) {
    this.random = random;
  }

  public Event event(EventStream stream) {
    return switch (stream) {
      case DOCUMENTS -> document();
      case PAYMENTS -> payment();
      case SERVICE_REQUESTS -> serviceRequest();
    };
  }

  DocumentEvent document() {
    TimeOrDay start = start();
    return new DocumentEvent(
        uuid(),
        notBefore(start),
        commune(),
        oneOf(DocumentStatus.values()),
        text("ABCXYZ0189", "ABCXYZ0189.-", 40),
        text("0189AZĐ", "0189AZĐ./-", 60),
        LocalDate.of(1990, 1, 1).plusDays(random.nextInt(15_000)),
        oneOf(Direction.values()),
        start,
        maybe(() -> oneOf(Medium.values())),
        maybe(random::nextBoolean),
        maybe(random::nextBoolean),
        maybe(random::nextBoolean),
        maybe(this::anyTime),
        random.nextInt(4) == 0);
  }

  PaymentEvent payment() {
    TimeOrDay start = start();
    return new PaymentEvent(
        uuid(),
        notBefore(start),
        commune(),
        oneOf(PaymentStatus.values()),
        text("AZaz09", "AZaz09._-", 64),
        start,
        oneOf(PaymentCategory.values()),
        oneOf(PaymentMethod.values()),
        amount(),
        maybe(() -> oneOf(Gateway.values())),
        maybe(this::dossierCode),
        maybe(this::uuid),
        random.nextInt(4) == 0);
  }

  ServiceRequestEvent serviceRequest() {
    TimeOrDay start = start();
    return new ServiceRequestEvent(
        uuid(),
        notBefore(start),
        commune(),
        oneOf(ServiceRequestStatus.values()),
        dossierCode(),
        random.nextInt(10) + "." + (1_000_000 + random.nextInt(1_000_000) + "").substring(1),
        start,
        maybe(() -> oneOf(ServiceLevel.values())),
        maybe(() -> oneOf(Channel.values())),
        maybe(() -> notBefore(start)),
        maybe(this::anyTime),
        maybe(this::anyTime),
        maybe(() -> notBefore(start)),
        maybe(() -> 1 + random.nextInt(10_000)),
        maybe(random::nextBoolean),
        maybe(random::nextBoolean),
        maybe(random::nextBoolean),
        maybe(random::nextBoolean),
        maybe(random::nextBoolean),
        maybe(random::nextBoolean),
        maybe(this::amount),
        maybe(random::nextBoolean),
        maybe(this::anyTime),
        maybe(random::nextBoolean),
        random.nextInt(4) == 0);
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private String commune() {
    return units.get(random.nextInt(units.size())).code();
  }

  private String dossierCode() {
    StringBuilder code = new StringBuilder(text("AZ09", "AZ09.", 30));
    int parts = 1 + random.nextInt(3);
    for (int i = 0; i < parts; i++) {
      code.append('-').append(text("AZ09", "AZ09", 20));
    }
    return code.toString();
  }

  /** On or after the first day of today's units. */
  private TimeOrDay start() {
    long first = VietnamTime.startOfDay(FIRST_DAY).toEpochMilli();
    return timeOrItsDay(random.nextLong(first, APPEND_TIME.toEpochMilli()));
  }

  private TimeOrDay notBefore(TimeOrDay start) {
    long latest = APPEND_TIME.toEpochMilli() + EventDecoder.MAXIMUM_AHEAD_MILLIS;
    long millis = random.nextLong(start.first().toEpochMilli(), latest + 1);
    return random.nextBoolean() ? timeOrItsDay(millis) : start;
  }

  private TimeOrDay anyTime() {
    long first = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    long end = Instant.parse("2099-12-31T17:00:00Z").toEpochMilli();
    long millis = random.nextLong(first, end);
    return timeOrItsDay(random.nextBoolean() ? millis : millis / 1000 * 1000);
  }

  private TimeOrDay timeOrItsDay(long millis) {
    return random.nextInt(3) == 0
        ? new TimeOrDay(TimeOrDay.dayWord(VietnamTime.localEpochDay(millis)))
        : new TimeOrDay(millis);
  }

  private long amount() {
    return random.nextBoolean()
        ? random.nextLong(1_000_000)
        : random.nextLong(FieldTable.MAXIMUM_VND + 1);
  }

  private String text(String first, String others, int maximum) {
    StringBuilder text = new StringBuilder().append(first.charAt(random.nextInt(first.length())));
    int length = 1 + random.nextInt(maximum);
    while (text.length() < length) {
      text.append(others.charAt(random.nextInt(others.length())));
    }
    return text.toString();
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  /** The fields of an event in JSON, each with its name, in an order that can be changed. */
  public static List<JsonField> json(Event event) {
    List<JsonField> fields = new ArrayList<>();
    Json.read(EventEncoder.encode(event))
        .properties()
        .forEach(e -> fields.add(new JsonField(e.getKey(), e.getValue().toString())));
    return fields;
  }

  /** A name with a value as it stands in JSON. */
  public record JsonField(String name, String raw) {}
}
