package vn.cds.simulator.source;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import vn.cds.contract.code.Channel;
import vn.cds.contract.code.Gateway;
import vn.cds.contract.code.PaymentCategory;
import vn.cds.contract.code.PaymentMethod;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.contract.time.VietnamTime;
import vn.cds.contract.time.WorkingCalendar;
import vn.cds.simulator.lifecycle.Draft;
import vn.cds.simulator.lifecycle.Lifecycle;
import vn.cds.simulator.lifecycle.Outcome;
import vn.cds.simulator.lifecycle.Procedure;
import vn.cds.simulator.plan.Commune;
import vn.cds.simulator.plan.DossierFact;
import vn.cds.simulator.plan.Plan;
import vn.cds.simulator.random.SeededRandom;
import vn.cds.simulator.random.Weighted;

/**
 * A window full of dossiers, without state: events have numbered slots, and the slot says which
 * dossier and which of its five events it holds. So millions of events need no memory. The k-th
 * event of dossier d lies an eighth of the window after its (k-1)-th. One that would lie behind the
 * end of the window is put at its beginning, where the dossier has its first events, so that the
 * rate is even.
 */
public final class PeakSource implements Source {

  private static final int EVENTS = 5;
  private static final long DAY = VietnamTime.DAY_MILLIS;
  private static final PaymentMethod[] CASHLESS = {
    PaymentMethod.QR, PaymentMethod.TRANSFER, PaymentMethod.WALLET, PaymentMethod.CARD
  };

  private final long seed;
  private final long from;
  private final double step;
  private final long events;
  private final long dossiers;
  private final long gap;
  private final double earlier;
  private final long[] earlierDays = new long[3];
  private final String date;
  private final String[] earlierDates = new String[3];
  private final Weighted<Commune> communes;
  private final Weighted<Procedure> procedures = Procedure.catalogue();
  private long slot;

  /**
   * So many events in that window.
   *
   * @param from milliseconds since 1970
   * @param length of the window, in milliseconds
   */
  public PeakSource(
      long seed,
      List<Commune> communes,
      Plan plan,
      WorkingCalendar calendar,
      long from,
      long length,
      long events) {
    this.seed = seed;
    this.from = from;
    this.events = events;
    this.step = (double) length / events;
    this.dossiers = events / EVENTS;
    // With few dossiers each has its events one after the other.
    this.gap = dossiers / 8;
    this.earlier = plan.dossiers().earlier();
    this.communes =
        new Weighted<>(communes, communes.stream().mapToDouble(Commune::dossiers).toArray());
    this.date = Lifecycle.yearMonthDay(from);
    long day = VietnamTime.localEpochDay(from);
    for (int i = 0; i < earlierDays.length; i++) {
      do {
        day--;
      } while (!calendar.isWorkingDay(LocalDate.ofEpochDay(day)));
      earlierDays[i] = VietnamTime.startOfEpochDay(day);
      earlierDates[i] = Lifecycle.yearMonthDay(earlierDays[i]);
    }
  }

  @Override
  public Draft next() {
    if (slot == events) {
      return null;
    }
    long now = slot++;
    long group = now / EVENTS;
    if (group >= dossiers) {
      // What is left of a number that is no multiple of five: dossiers with their first event only.
      return event(now, dossiers + now % EVENTS, 0, now, now, Lifecycle.NEVER);
    }
    int place = (int) (now % EVENTS);
    long dossier = Math.floorMod(group - place * gap, dossiers);
    // The places from which on the dossier has run over the end come first.
    int wrapped = EVENTS;
    for (int k = 0; k < EVENTS; k++) {
      if (dossier + k * gap >= dossiers) {
        wrapped = k;
        break;
      }
    }
    int stage = place >= wrapped ? place - wrapped : place + EVENTS - wrapped;
    return event(
        now,
        dossier,
        stage,
        slotOf(dossier, 0, wrapped),
        slotOf(dossier, 1, wrapped),
        slotOf(dossier, 3, wrapped));
  }

  /** The slot of the dossier's event of that stage. */
  private long slotOf(long dossier, int stage, int wrapped) {
    int place = (stage + wrapped) % EVENTS;
    return Math.floorMod(dossier + place * gap, dossiers) * EVENTS + place;
  }

  private long timeOf(long slotNumber) {
    return from + (long) (slotNumber * step);
  }

  /** Everything about the dossier is drawn anew from its number for each of its events. */
  private Draft event(
      long now, long dossier, int stage, long firstSlot, long acceptedSlot, long doneSlot) {
    SeededRandom random = new SeededRandom(SeededRandom.mix(seed ^ SeededRandom.mix(dossier)));
    long idHigh = random.bits();
    long idLow = random.bits();
    Commune commune = communes.draw(random);
    Procedure procedure = procedures.draw(random);
    boolean old = random.chance(earlier);
    int oldDay = random.below(3);
    long at = timeOf(now);
    long first = timeOf(firstSlot);
    // Received between 7 and 17 o'clock of an earlier day, or at its first event.
    long timeOfDay = random.between(7 * DAY / 24, 17 * DAY / 24);
    long submittedAt = old ? earlierDays[oldDay] + timeOfDay : first;
    long acceptedAt = old ? submittedAt + 5 * 60_000L : timeOf(acceptedSlot);
    boolean late = !random.chance(commune.onTime());
    double place = random.unit();
    long done = doneSlot == Lifecycle.NEVER ? at + DAY : timeOf(doneSlot);
    long dueAt =
        late
            ? submittedAt + (long) ((done - submittedAt) * place)
            : done + (long) (place * procedure.limitHours() * DAY / 12);
    boolean online = random.chance(commune.online());
    boolean paidOnline = random.chance(commune.paidOnline());
    UUID eventId =
        new UUID(
            (SeededRandom.mix(idHigh + stage) & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L,
            (SeededRandom.mix(idLow - stage) & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    String code = code(commune, old ? earlierDates[oldDay] : date, dossier);
    if (stage == 2 && procedure.feeVnd() > 0) {
      return Draft.of(
          new PaymentEvent(
              eventId,
              new TimeOrDay(at),
              commune.code(),
              PaymentStatus.SUCCEEDED,
              "P" + Long.toHexString(idLow),
              new TimeOrDay(at),
              PaymentCategory.CHARGE,
              paidOnline ? random.oneOf(CASHLESS) : PaymentMethod.CASH,
              procedure.feeVnd(),
              paidOnline ? Gateway.NATIONAL : null,
              code,
              null,
              false),
          at);
    }
    ServiceRequestStatus status =
        switch (stage) {
          case 0 -> old ? ServiceRequestStatus.IN_PROGRESS : ServiceRequestStatus.REGISTERED;
          case 1 -> old ? ServiceRequestStatus.IN_PROGRESS : ServiceRequestStatus.ACCEPTED;
          case 2 -> ServiceRequestStatus.IN_PROGRESS;
          case 3 -> ServiceRequestStatus.DONE;
          default -> ServiceRequestStatus.RESULT_RETURNED;
        };
    boolean opening = stage == 0;
    boolean accepted = old || stage >= 1;
    boolean finished = stage == 3;
    Outcome ended = late ? Outcome.LATE : Outcome.ON_TIME;
    ServiceRequestEvent.Builder event =
        ServiceRequestEvent.builder()
            .eventId(eventId)
            .occurredAt(new TimeOrDay(at))
            .communeCode(commune.code())
            .status(status)
            .dossierCode(code)
            .procedureCode(procedure.code())
            .submittedAt(new TimeOrDay(submittedAt));
    if (opening) {
      event
          .level(procedure.level())
          .channel(online ? Channel.ONLINE : Channel.COUNTER)
          .handlingLimitHours(procedure.limitHours())
          .resultRequired(procedure.resultRequired())
          .feeDueVnd(procedure.feeVnd());
    }
    if (accepted) {
      event.acceptedAt(new TimeOrDay(acceptedAt)).dueAt(new TimeOrDay(dueAt));
    }
    if (stage >= 3) {
      event.doneAt(new TimeOrDay(done));
    }
    DossierFact.say(
        event, when -> when == DossierFact.When.ENDED ? finished : opening, commune, random, code);
    if (finished) {
      event.electronicResult(
          procedure.resultRequired() && random.chance(commune.electronicResult()));
    }
    if (stage == 4 && random.chance(commune.rated())) {
      event.satisfied(!random.chance(commune.dissatisfied()));
    }
    if (finished && random.chance(commune.synchronised())) {
      event.synchronisedAt(new TimeOrDay(at));
    }
    return new Draft(
        event.build(),
        at,
        stage == 0 ? null : stage <= 3 ? Outcome.OPEN : ended,
        stage <= 2 ? Outcome.OPEN : ended);
  }

  private static String code(Commune commune, String date, long dossier) {
    return commune.agency()
        + "-"
        + date
        + "-"
        + Long.toString(dossier, 36).toUpperCase(Locale.ROOT);
  }
}
