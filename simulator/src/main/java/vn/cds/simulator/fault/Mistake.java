package vn.cds.simulator.fault;

import vn.cds.contract.DocumentEvent;
import vn.cds.contract.DocumentStatus;
import vn.cds.contract.Event;
import vn.cds.contract.PaymentEvent;
import vn.cds.contract.PaymentStatus;
import vn.cds.contract.ServiceRequestEvent;
import vn.cds.contract.ServiceRequestStatus;
import vn.cds.contract.TimeOrDay;
import vn.cds.simulator.random.Dice;

/**
 * An event that is sent by mistake and taken back: like a correct one, with an id of its own and
 * something wrong. The correct event is sent, too, so the figures do not change.
 */
public final class Mistake {

  private static final long DAY = 86_400_000L;

  private Mistake() {}

  /** A valid event that is wrong. */
  public static Event like(Event right, Dice dice) {
    if (right instanceof ServiceRequestEvent request) {
      return like(request, dice);
    }
    return right instanceof PaymentEvent payment
        ? like(payment, dice)
        : like((DocumentEvent) right, dice);
  }

  private static Event like(ServiceRequestEvent right, Dice dice) {
    ServiceRequestEvent.Builder wrong = right.toBuilder().eventId(dice.uuid());
    return switch (dice.below(6)) {
      case 0 ->
          wrong.status(ServiceRequestStatus.DONE).doneAt(right.occurredAt()).build(); // not done
      case 1 -> wrong.status(ServiceRequestStatus.SUPPLEMENT_REQUESTED).build(); // nor asked
      case 2 -> wrong.submittedAt(daysBefore(right.submittedAt(), dice)).build(); // of another day
      case 3 -> wrong.dossierCode(right.dossierCode() + "X").build(); // there is no such dossier
      case 4 -> wrong.occurredAt(earlier(right, dice)).build();
      default -> wrong.build(); // sent twice, under two ids
    };
  }

  private static Event like(PaymentEvent right, Dice dice) {
    PaymentEvent.Builder wrong = right.toBuilder().eventId(dice.uuid());
    return switch (dice.below(6)) {
      case 0 -> wrong.status(PaymentStatus.SUCCEEDED).build();
      case 1 -> wrong.status(PaymentStatus.REVERSED).build();
      case 2 -> wrong.startedAt(daysBefore(right.startedAt(), dice)).build();
      case 3 -> wrong.paymentId(right.paymentId() + "X").build();
      case 4 -> wrong.amountVnd(right.amountVnd() * 10).build();
      default -> wrong.build();
    };
  }

  private static Event like(DocumentEvent right, Dice dice) {
    DocumentEvent.Builder wrong = right.toBuilder().eventId(dice.uuid());
    return switch (dice.below(6)) {
      case 0 -> wrong.status(DocumentStatus.DONE).build();
      case 1 -> wrong.status(DocumentStatus.REFUSED).build();
      case 2 -> wrong.sentAt(daysBefore(right.sentAt(), dice)).build();
      case 3 -> wrong.documentNumber(right.documentNumber() + "-X").build();
      case 4 -> wrong.occurredAt(earlier(right, dice)).build();
      default -> wrong.build();
    };
  }

  private static TimeOrDay daysBefore(TimeOrDay time, Dice dice) {
    long days = dice.between(1, 4);
    return time.isDay()
        ? TimeOrDay.on(time.localDay().minusDays(days))
        : new TimeOrDay(time.word() - days * DAY);
  }

  /** By up to an hour, but not before the matter began. */
  private static TimeOrDay earlier(Event right, Dice dice) {
    long by = dice.between(1, 3_600_000);
    TimeOrDay at = right.occurredAt();
    if (at.isDay()) {
      return at;
    }
    TimeOrDay earlier = new TimeOrDay(at.word() - by);
    return earlier.isBefore(right.startedAt()) ? at : earlier;
  }
}
