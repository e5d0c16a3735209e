package vn.cds.metrics.count;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.metrics.change.Change;
import vn.cds.metrics.change.Changes;
import vn.cds.metrics.change.DossierFact;
import vn.cds.runtime.kafka.InputRecord;

/** Arbitrary histories of few dossiers, so that facts contradict and replace each other often. */
public final class RandomEvents {
  static final long NOW = Instant.parse("2026-10-08T05:00:00Z").toEpochMilli();
  private static final long DAY = 24 * Lateness.HOUR;

  private static final List<String> COMMUNES = List.of("14758", "14797", "14812", "14818");

  private final Random random;
  private long offset;

  public RandomEvents(long seed) {
    random = new Random(seed);
  }

  /** Distinct events that happened up to {@code now}. */
  public List<Event> events(int count, Instant now) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long occurredAt =
          now.toEpochMilli() - 1000 - (long) (Math.pow(random.nextDouble(), 3) * 30 * DAY);
      long startedAt = occurredAt - random.nextInt(5) * DAY;
      String commune = COMMUNES.get(random.nextInt(COMMUNES.size()));
      String dossier = "H56.1-" + random.nextInt(60);
      Random content = new Random(i * 31L + occurredAt);
      events.add(
          content.nextInt(4) == 0
              ? payment(content, i, occurredAt, startedAt, commune, dossier)
              : request(content, i, occurredAt, startedAt, commune, dossier));
    }
    return events;
  }

  /**
   * Distinct changes with copies among them; every change of one event has the same append time or
   * a later one.
   */
  List<Change> changes(int events) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      long occurredAt = NOW - (long) (Math.pow(random.nextDouble(), 3) * 30 * DAY);
      long startedAt = occurredAt - random.nextInt(5) * DAY;
      String commune = random.nextBoolean() ? "14758" : "14797";
      String dossier = "H56.1-" + random.nextInt(6);
      for (int copy = 0; copy < (random.nextInt(4) == 0 ? 2 : 1); copy++) {
        changes.add(null);
        long appendTime = Math.max(occurredAt, NOW) + random.nextInt((int) (2 * Lateness.HOUR));
        InputRecord record = new InputRecord("topic", 0, offset++, appendTime, null, false);
        changes.set(changes.size() - 1, change(i, occurredAt, startedAt, commune, dossier, record));
      }
    }
    return changes;
  }

  /**
   * Such changes, a third of the events known only to the day in some of their times, and a quarter
   * of them with retractions: before their event, after it, several times, some without one.
   */
  List<Change> corrections(int events) {
    List<Change> all = new ArrayList<>();
    for (Change change : changes(events)) {
      Change event = change.idLow() % 3 == 0 ? byDay(change) : change;
      boolean isLost = change.idLow() % 20 == 0;
      if (!isLost) {
        all.add(event);
      }
      if (change.idLow() % 4 == 0) {
        for (int copy = 0; copy <= random.nextInt(2); copy++) {
          long appendTime = event.appendTime() + random.nextInt(4 * 24) * Lateness.HOUR;
          all.add(random.nextInt(all.size() + 1), retraction(event, offset++, appendTime));
        }
      }
    }
    return all;
  }

  /** The same event where its source knows only days of some of its times. */
  private static Change byDay(Change c) {
    long[] facts = c.facts().clone();
    int time = (int) (c.idLow() % 5);
    for (Enum<?> fact :
        c.part() == null
            ? List.of(DossierFact.DUE_AT, DossierFact.DONE_AT, DossierFact.ACCEPTED_AT)
            : List.<Enum<?>>of()) {
      if (c.has(fact) && (time + fact.ordinal()) % 2 == 0) {
        facts[fact.ordinal()] = day(facts[fact.ordinal()]);
      }
    }
    long startedAt = time < 2 ? day(c.startedAt()) : c.startedAt();
    facts[0] = startedAt;
    long occurredAt = time == 1 || time == 3 ? day(c.occurredAt()) : c.occurredAt();
    return new Change(
        c.stream(),
        c.communeCode(),
        c.entityKey(),
        c.part(),
        c.partition(),
        c.offset(),
        c.appendTime(),
        c.idHigh(),
        c.idLow(),
        c.contentHash() + 1,
        occurredAt,
        c.status(),
        startedAt,
        c.present(),
        facts,
        false,
        false);
  }

  private static long day(long millis) {
    return TimeOrDay.dayWord(TimeOrDay.epochDay(millis));
  }

  /** What takes an event back. */
  public static Change retraction(Change c, long offset, long appendTime) {
    return new Change(
        c.stream(),
        c.communeCode(),
        c.entityKey(),
        c.part(),
        c.partition(),
        offset,
        appendTime,
        c.idHigh(),
        c.idLow(),
        c.contentHash(),
        c.occurredAt(),
        c.status(),
        c.startedAt(),
        c.present(),
        c.facts(),
        true,
        false);
  }

  private Change change(
      int number,
      long occurredAt,
      long startedAt,
      String commune,
      String dossier,
      InputRecord record) {
    // The same number gives the same content, whichever copy it is.
    Random content = new Random(number * 31L + occurredAt);
    return content.nextInt(4) == 0
        ? Changes.ofDossier(
            payment(content, number, occurredAt, startedAt, commune, dossier), record)
        : Changes.of(request(content, number, occurredAt, startedAt, commune, dossier), record);
  }

  private static ServiceRequestEvent request(
      Random content, int number, long occurredAt, long startedAt, String commune, String dossier) {
    ServiceRequestStatus[] statuses = ServiceRequestStatus.values();
    Channel[] channels = Channel.values();
    return ServiceRequestEvent.builder()
        .eventId(new UUID(7, number))
        .occurredAt(Instant.ofEpochMilli(occurredAt))
        .communeCode(commune)
        .status(statuses[content.nextInt(statuses.length)])
        .dossierCode(dossier)
        .procedureCode("1.00461" + content.nextInt(3))
        .submittedAt(Instant.ofEpochMilli(startedAt))
        .channel(content.nextInt(3) == 0 ? null : channels[content.nextInt(channels.length)])
        .acceptedAt(content.nextBoolean() ? Instant.ofEpochMilli(startedAt) : null)
        .dueAt(maybe(content, startedAt + 3 * DAY))
        .doneAt(content.nextBoolean() ? Instant.ofEpochMilli(occurredAt) : null)
        .handlingLimitHours(content.nextBoolean() ? (Integer) (1 + content.nextInt(40)) : null)
        .electronicResult(content.nextBoolean() ? (Boolean) content.nextBoolean() : null)
        .resultRequired(content.nextBoolean() ? (Boolean) content.nextBoolean() : null)
        .attachmentsDigitised(content.nextBoolean() ? (Boolean) content.nextBoolean() : null)
        .feeDueVnd(content.nextBoolean() ? (Long) (long) content.nextInt(3) : null)
        .satisfied(content.nextBoolean() ? (Boolean) content.nextBoolean() : null)
        .build();
  }

  private static PaymentEvent payment(
      Random content, int number, long occurredAt, long startedAt, String commune, String dossier) {
    PaymentStatus[] statuses = PaymentStatus.values();
    PaymentMethod[] methods = PaymentMethod.values();
    return PaymentEvent.builder()
        .eventId(new UUID(7, number))
        .occurredAt(Instant.ofEpochMilli(occurredAt))
        .communeCode(commune)
        .status(statuses[content.nextInt(statuses.length)])
        .paymentId("P" + content.nextInt(3))
        .startedAt(Instant.ofEpochMilli(startedAt))
        .category(PaymentCategory.FEE)
        .method(methods[content.nextInt(methods.length)])
        .amountVnd((long) content.nextInt(100_000))
        .gateway(content.nextBoolean() ? Gateway.NATIONAL : null)
        .dossierCode(dossier)
        .build();
  }

  private static Instant maybe(Random content, long millis) {
    return content.nextBoolean() ? Instant.ofEpochMilli(millis + content.nextInt(3) * DAY) : null;
  }
}
