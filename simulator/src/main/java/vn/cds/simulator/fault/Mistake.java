package vn.cds.simulator.fault;

import vn.cds.contract.code.DocumentStatus;
import vn.cds.contract.code.PaymentStatus;
import vn.cds.contract.code.ServiceRequestStatus;
import vn.cds.contract.event.DocumentEvent;
import vn.cds.contract.event.Event;
import vn.cds.contract.event.PaymentEvent;
import vn.cds.contract.event.ServiceRequestEvent;
import vn.cds.contract.time.TimeOrDay;
import vn.cds.simulator.random.SeededRandom;

/**
 * An event that is sent by mistake and taken back: like a correct one, with an id of its own and
 * something wrong. The correct event is sent, too, so the figures do not change.
 */
public final class Mistake {

  private static final long DAY = 86_400_000L;

  private Mistake() {}

  /** A valid event that is wrong. */
  public static Event like(Event right, SeededRandom random) {
    if (right instanceof ServiceRequestEvent request) {
      return like(request, random);
    }
    return right instanceof PaymentEvent payment
        ? like(payment, random)
        : like((DocumentEvent) right, random);
  }

  private static Event like(ServiceRequestEvent right, SeededRandom random) {
    ServiceRequestEvent.Builder wrong = right.toBuilder().eventId(random.uuid());
    return switch (random.below(6)) {
      case 0 ->
          wrong.status(ServiceRequestStatus.DONE).doneAt(right.occurredAt()).build(); // not done
      case 1 -> wrong.status(ServiceRequestStatus.SUPPLEMENT_REQUESTED).build(); // nor asked
      case 2 ->
          wrong.submittedAt(daysBefore(right.submittedAt(), random)).build(); // of another day
      case 3 -> wrong.dossierCode(right.dossierCode() + "X").build(); // there is no such dossier
      case 4 -> wrong.occurredAt(earlier(right, random)).build();
      default -> wrong.build(); // sent twice, under two ids
    };
  }

  private static Event like(PaymentEvent right, SeededRandom random) {
    PaymentEvent.Builder wrong = right.toBuilder().eventId(random.uuid());
    return switch (random.below(6)) {
      case 0 -> wrong.status(PaymentStatus.SUCCEEDED).build();
      case 1 -> wrong.status(PaymentStatus.REVERSED).build();
      case 2 -> wrong.startedAt(daysBefore(right.startedAt(), random)).build();
      case 3 -> wrong.paymentId(right.paymentId() + "X").build();
      case 4 -> wrong.amountVnd(right.amountVnd() * 10).build();
      default -> wrong.build();
    };
  }

  private static Event like(DocumentEvent right, SeededRandom random) {
    DocumentEvent.Builder wrong = right.toBuilder().eventId(random.uuid());
    return switch (random.below(6)) {
      case 0 -> wrong.status(DocumentStatus.DONE).build();
      case 1 -> wrong.status(DocumentStatus.REFUSED).build();
      case 2 -> wrong.sentAt(daysBefore(right.sentAt(), random)).build();
      case 3 -> wrong.documentNumber(right.documentNumber() + "-X").build();
      case 4 -> wrong.occurredAt(earlier(right, random)).build();
      default -> wrong.build();
    };
  }

  private static TimeOrDay daysBefore(TimeOrDay time, SeededRandom random) {
    long days = random.between(1, 4);
    return time.isDay()
        ? TimeOrDay.on(time.localDay().minusDays(days))
        : new TimeOrDay(time.word() - days * DAY);
  }

  /** By up to an hour, but not before the matter began. */
  private static TimeOrDay earlier(Event right, SeededRandom random) {
    long by = random.between(1, 3_600_000);
    TimeOrDay at = right.occurredAt();
    if (at.isDay()) {
      return at;
    }
    TimeOrDay earlier = new TimeOrDay(at.word() - by);
    return earlier.isBefore(right.startedAt()) ? at : earlier;
  }
}
